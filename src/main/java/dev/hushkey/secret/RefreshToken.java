package dev.hushkey.secret;

/** A refresh token, RFC 6749 §1.5; ours or an assistant's. */
public record RefreshToken(SecretText secret) {

  /** The hash that the database stores. */
  public TokenHash hash() {
    return TokenHash.of(secret);
  }
}
