package dev.hushkey.account.page;

import java.security.SecureRandom;

/** A key that no fuzzer knows. */
public final class FuzzKeys {

  private static final CsrfTokens TOKENS = make();

  private FuzzKeys() {}

  public static CsrfTokens tokens() {
    return TOKENS;
  }

  private static CsrfTokens make() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return new CsrfTokens(new CsrfKey(key));
  }
}
