package dev.hushkey.account.page;

import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key that signs our forms, shared by all replicas. Read once, at the start. */
@Startup
@Singleton
class CsrfKey {

  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] bytes;

  @Inject
  CsrfKey(PageSettings settings) {
    this(settings.readCsrfKey());
  }

  /** For tests, which supply their own. */
  CsrfKey(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** A key of its own for another use: what is signed for one is worth nothing for the other. */
  CsrfKey forUse(String use) {
    return new CsrfKey(sign(List.of(use)));
  }

  /** Each part is preceded by its length, so that no two lists of parts look alike. */
  byte[] sign(List<String> parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(bytes, ALGORITHM));
      for (String part : parts) {
        byte[] text = part.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
        mac.update(text);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
