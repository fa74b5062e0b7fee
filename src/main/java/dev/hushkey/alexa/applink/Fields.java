package dev.hushkey.alexa.applink;

import dev.hushkey.failure.FailureException;
import dev.hushkey.secret.SecretText;

/** What a request must hold. */
final class Fields {

  /** Ours have this length; others need not be hashed. */
  private static final int STATE_LENGTH = 43;

  private Fields() {}

  static SecretText secret(String text) {
    return text == null || text.isEmpty() ? null : SecretText.of(text);
  }

  static <T> T require(String name, T value) {
    if (value == null) {
      throw FailureException.malformed(name, "is missing");
    }
    return value;
  }

  static SecretText state(SecretText state) {
    if (require("state", state).reveal().length() != STATE_LENGTH) {
      throw FailureException.malformed("state", "is not a known value");
    }
    return state;
  }
}
