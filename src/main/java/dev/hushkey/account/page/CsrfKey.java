package dev.hushkey.account.page;

import dev.hushkey.secret.SecretReference;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Base64;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The key under our forms, shared by all replicas. Read once, at the start. */
@Startup
@Singleton
class CsrfKey {

  private static final String SETTING = "hushkey.pages.csrf-key-file";
  private static final int LENGTH = 32;

  private final byte[] bytes;

  /**
   * Reads the key.
   *
   * @throws IllegalStateException when it is not 32 bytes in Base64
   */
  @Inject
  CsrfKey(@ConfigProperty(name = SETTING) String file) {
    this(decode(new SecretReference("file:" + file).read().reveal()));
  }

  /** For tests, which make their own. */
  CsrfKey(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalStateException(SETTING + ": must hold 32 random bytes in Base64");
    }
    this.bytes = bytes.clone();
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      // without the cause, which would repeat a part of the key
      throw new IllegalStateException(SETTING + ": is not Base64");
    }
  }

  byte[] toBytes() {
    return bytes.clone();
  }
}
