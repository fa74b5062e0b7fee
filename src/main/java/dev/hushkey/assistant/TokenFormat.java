package dev.hushkey.assistant;

/**
 * The format of our access tokens for an assistant. Either way, the database row decides whether a
 * token is live.
 */
public enum TokenFormat {
  /** Signed, <a href="https://www.rfc-editor.org/rfc/rfc9068">RFC 9068</a>. */
  JWT,
  /**
   * 256 random bits, stored as a hash. Google's account linking does not support JWTs, see <a
   * href="https://developers.google.com/identity/account-linking/oauth-linking">its guide</a>.
   */
  OPAQUE
}
