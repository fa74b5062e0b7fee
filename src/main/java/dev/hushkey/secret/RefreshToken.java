package dev.hushkey.secret;

/** A refresh token, RFC 6749 §1.5; ours or an assistant's. */
public record RefreshToken(SecretText secret) {

  /** What the database may know of it. */
  public TokenHash hash() {
    return TokenHash.of(secret);
  }
}
