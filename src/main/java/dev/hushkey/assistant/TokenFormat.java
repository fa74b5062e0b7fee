package dev.hushkey.assistant;

/** What our access tokens for an assistant look like. Both live and die by their row alike. */
public enum TokenFormat {
  /** Signed, <a href="https://www.rfc-editor.org/rfc/rfc9068">RFC 9068</a>. */
  JWT,
  /**
   * 256 random bits, stored as a hash. Google's account linking does not support JWTs, see <a
   * href="https://developers.google.com/identity/account-linking/oauth-linking">its guide</a>.
   */
  OPAQUE
}
