package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.SigningAlgorithm;
import dev.hushkey.secret.SecretText;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Private halves of signing keys, and the form in which they are sealed: PKCS #8 in base64. */
final class PrivateKeys {

  private PrivateKeys() {}

  static KeyPair generate(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case ES256 -> EcKeys.generate();
      case RS256 -> RsaKeys.generate();
    };
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
      // Without the cause, which may quote a part of the key.
      throw new IllegalStateException("an opened signing key is not a private key");
    }
  }

  private static String factory(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case ES256 -> EcKeys.KEY_FACTORY;
      case RS256 -> RsaKeys.KEY_FACTORY;
    };
  }
}
