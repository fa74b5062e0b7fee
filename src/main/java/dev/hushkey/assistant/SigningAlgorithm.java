package dev.hushkey.assistant;

/**
 * The algorithm that signs an assistant's JWTs, <a
 * href="https://www.rfc-editor.org/rfc/rfc7518#section-3.1">RFC 7518 §3.1</a>.
 */
public enum SigningAlgorithm {
  ES256,
  /** For an assistant that cannot verify ES256. */
  RS256
}
