package dev.hushkey.handout.decision;

import dev.hushkey.failure.FailureException;

/** What a request must hold. */
public final class Required {

  private Required() {}

  public static <T> T field(String name, T value) {
    if (value == null) {
      throw FailureException.malformed(name, "is missing");
    }
    return value;
  }
}
