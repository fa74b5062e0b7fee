package dev.hushkey.oauth.keys;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/**
 * RSA keys, for RS256 (<a href="https://www.rfc-editor.org/rfc/rfc7518">RFC 7518</a> §3.3, which
 * asks for 2048 bits or more).
 */
final class RsaKeys {

  static final String KEY_FACTORY = "RSA";

  private static final int BITS = 2048;

  private RsaKeys() {}

  /** A new pair. Takes some tenths of a second of computing. */
  static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(KEY_FACTORY);
      generator.initialize(BITS);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** The public key with these numbers. */
  static RSAPublicKey publicKey(String modulus, String exponent) {
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance(KEY_FACTORY)
              .generatePublic(new RSAPublicKeySpec(number(modulus), number(exponent)));
    } catch (GeneralSecurityException refused) {
      throw new IllegalStateException("a stored public key is not RSA", refused);
    }
  }

  /** A number as a JWK has it: without leading zeros, RFC 7518 §6.3.1. */
  static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static BigInteger number(String text) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(text));
  }
}
