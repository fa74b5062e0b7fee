package dev.hushkey.secret;

/**
 * An assistant's authorization code, for us to exchange: out of an AcceptGrant directive, or what a
 * person brought back from Amazon to our app.
 */
public record UpstreamAuthorizationCode(SecretText secret) {

  /** What the database may know of it. */
  public TokenHash hash() {
    return TokenHash.of(secret);
  }
}
