package dev.hushkey.oauth.request;

import dev.hushkey.secret.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Half of a code verifier, <a href="https://www.rfc-editor.org/rfc/rfc7636#section-4.1">RFC 7636
 * §4.1</a>; the state is the other half. We store this half and the state's hash; the state travels
 * with Amazon's code. So neither our database nor the redirect alone reveals the verifier, and we
 * need not store a secret.
 */
public final class ProofKey {

  private static final String ALGORITHM = "HmacSHA256";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LENGTH = 32;

  private final byte[] bytes;

  private ProofKey(byte[] bytes) {
    this.bytes = bytes;
  }

  public static ProofKey random() {
    byte[] bytes = new byte[LENGTH];
    RANDOM.nextBytes(bytes);
    return new ProofKey(bytes);
  }

  public static ProofKey of(byte[] stored) {
    return new ProofKey(stored.clone());
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  /** 43 characters of base64url. */
  public SecretText verifierFor(SecretText state) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(bytes, ALGORITHM));
      byte[] verifier = mac.doFinal(state.reveal().getBytes(StandardCharsets.UTF_8));
      return SecretText.of(Base64.getUrlEncoder().withoutPadding().encodeToString(verifier));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
