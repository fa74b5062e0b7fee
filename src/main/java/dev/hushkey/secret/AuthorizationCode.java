package dev.hushkey.secret;

/** A one-time authorization code that we issued, RFC 6749 §4.1.2. */
public record AuthorizationCode(SecretText secret) {

  /** The hash that the database stores. */
  public TokenHash hash() {
    return TokenHash.of(secret);
  }
}
