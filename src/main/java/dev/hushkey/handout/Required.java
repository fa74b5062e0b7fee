package dev.hushkey.handout;

import dev.hushkey.failure.FailureException;

/** What a request must hold. */
final class Required {

  private Required() {}

  static <T> T field(String name, T value) {
    if (value == null) {
      throw FailureException.malformed(name, "is missing");
    }
    return value;
  }
}
