package dev.hushkey.secret;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A refresh token, RFC 6749 §1.5; ours or an assistant's. */
public record RefreshToken(SecretText secret) {

  /**
   * The SHA-512 of its SHA-512: by this an assistant that has the token is told which one is meant.
   */
  public byte[] doubleHash() {
    try {
      MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
      return sha512.digest(sha512.digest(secret.bytes()));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** The hash that the database stores. */
  public TokenHash hash() {
    return TokenHash.of(secret);
  }
}
