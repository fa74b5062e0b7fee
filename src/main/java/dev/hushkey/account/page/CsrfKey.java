package dev.hushkey.account.page;

import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The key that signs our forms, shared by all replicas. Read once, at the start. */
@Startup
@Singleton
class CsrfKey {

  private final byte[] bytes;

  @Inject
  CsrfKey(PageSettings settings) {
    this(settings.readCsrfKey());
  }

  /** For tests, which supply their own. */
  CsrfKey(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  byte[] toBytes() {
    return bytes.clone();
  }
}
