package dev.hushkey.admin;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import java.util.function.Function;

/** Reads identifiers from paths and queries. */
final class PathIds {

  private PathIds() {}

  /** The identifier, or a failure that names the parameter and says what its form is. */
  static <T> T read(String parameter, String text, Function<String, T> type) {
    try {
      return type.apply(text);
    } catch (IllegalArgumentException malformed) {
      throw new FailureException(
          new Failure.MalformedRequest(parameter, malformed.getMessage()), malformed);
    }
  }

  /** The same for a parameter that may be absent: null then. */
  static <T> T readOptional(String parameter, String text, Function<String, T> type) {
    return text == null || text.isEmpty() ? null : read(parameter, text, type);
  }
}
