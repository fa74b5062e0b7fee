package dev.hushkey.oauth.keys;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;

/**
 * Keys on the curve P-256, for ES256 (<a href="https://www.rfc-editor.org/rfc/rfc7518">RFC 7518</a>
 * §3.4).
 */
final class EcKeys {

  static final String KEY_FACTORY = "EC";
  static final String CURVE = "P-256";

  private static final String CURVE_IN_JDK = "secp256r1";
  private static final int COORDINATE_BYTES = 32;
  private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

  private EcKeys() {}

  /** A new pair; the private half is in this process only. */
  static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(KEY_FACTORY);
      generator.initialize(new ECGenParameterSpec(CURVE_IN_JDK));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** A coordinate as a JWK has it: 32 bytes with leading zeros, RFC 7518 §6.2.1.2. */
  static String coordinate(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] padded = new byte[COORDINATE_BYTES];
    int length = Math.min(bytes.length, COORDINATE_BYTES);
    System.arraycopy(bytes, bytes.length - length, padded, COORDINATE_BYTES - length, length);
    return BASE64_URL.encodeToString(padded);
  }

  /** The public key with these coordinates. */
  static ECPublicKey publicKey(String x, String y) {
    try {
      AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
      curve.init(new ECGenParameterSpec(CURVE_IN_JDK));
      ECPoint point = new ECPoint(number(x), number(y));
      ECParameterSpec parameters = curve.getParameterSpec(ECParameterSpec.class);
      return (ECPublicKey)
          KeyFactory.getInstance(KEY_FACTORY)
              .generatePublic(new ECPublicKeySpec(point, parameters));
    } catch (GeneralSecurityException refused) {
      throw new IllegalStateException("a stored public key is not on " + CURVE, refused);
    }
  }

  private static BigInteger number(String coordinate) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(coordinate));
  }
}
