package dev.hushkey.secret;

/** A one-time authorization code that we issued, RFC 6749 §4.1.2. */
public record AuthorizationCode(SecretText secret) {

  /** What the database may know of it. */
  public TokenHash hash() {
    return TokenHash.of(secret);
  }
}
