package dev.hushkey.secret;

/**
 * An assistant's authorization code for us to exchange: from an AcceptGrant directive, or brought
 * back from Amazon through the app.
 */
public record UpstreamAuthorizationCode(SecretText secret) {

  /** The hash that the database stores. */
  public TokenHash hash() {
    return TokenHash.of(secret);
  }
}
