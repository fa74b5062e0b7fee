package dev.hushkey.oauth.keys;

import java.security.PrivateKey;

/**
 * The key that signs a token.
 *
 * @param kid goes into the token's header, so that readers find the public key
 */
public record SigningKey(String kid, PrivateKey privateKey) {

  @Override
  public String toString() {
    return "SigningKey[" + kid + "]";
  }
}
