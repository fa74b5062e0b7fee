package dev.hushkey.secret;

/** The authorization code inside an AcceptGrant directive: an assistant's, for us to exchange. */
public record GrantCode(SecretText secret) {

  /** What the database may know of it. */
  public TokenHash hash() {
    return TokenHash.of(secret);
  }
}
