package dev.hushkey.assistant;

/**
 * What signs the JWTs for an assistant, <a
 * href="https://www.rfc-editor.org/rfc/rfc7518#section-3.1">RFC 7518 §3.1</a>.
 */
public enum SigningAlgorithm {
  ES256,
  /** For an assistant that cannot verify ES256. */
  RS256
}
