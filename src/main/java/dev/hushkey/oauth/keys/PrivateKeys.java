package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.SigningAlgorithm;
import dev.hushkey.secret.SecretText;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jose4j.keys.EcKeyUtil;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.RsaKeyUtil;
import org.jose4j.lang.JoseException;

/** Private halves of signing keys, and the form in which they are sealed: PKCS #8 in base64. */
final class PrivateKeys {

  /** RFC 7518 §3.3 requires at least this. */
  private static final int RSA_BITS = 2048;

  private PrivateKeys() {}

  /**
   * A new pair. One for RS256 takes some tenths of a second of computing.
   *
   * <p>Its id never begins with a hyphen, as that of one pair in 64 would: pasted into a command,
   * it would be taken for an option.
   */
  static KeyPair generate(SigningAlgorithm algorithm) {
    KeyPair pair = any(algorithm);
    while (PublicJwk.of(pair.getPublic()).kid().startsWith("-")) {
      pair = any(algorithm);
    }
    return pair;
  }

  private static KeyPair any(SigningAlgorithm algorithm) {
    try {
      return switch (algorithm) {
        case ES256 -> new EcKeyUtil().generateKeyPair(EllipticCurves.P256);
        case RS256 -> new RsaKeyUtil().generateKeyPair(RSA_BITS);
      };
    } catch (JoseException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  static SecretText export(PrivateKey key) {
    return SecretText.of(Base64.getEncoder().encodeToString(key.getEncoded()));
  }

  /** Reads what {@link #export} wrote. */
  static PrivateKey read(SecretText exported, SigningAlgorithm algorithm) {
    try {
      byte[] encoded = Base64.getDecoder().decode(exported.reveal());
      return KeyFactory.getInstance(factory(algorithm))
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      // Without the cause, which may quote part of the key.
      throw new IllegalStateException("an opened signing key is not a private key");
    }
  }

  private static String factory(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case ES256 -> EcKeyUtil.EC;
      case RS256 -> RsaKeyUtil.RSA;
    };
  }
}
