package dev.hushkey.admin;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import java.util.Optional;
import java.util.function.Function;

/** Reads identifiers from paths and queries. */
final class PathIds {

  private PathIds() {}

  /** The identifier, or a failure that names the parameter and its format. */
  static <T> T read(String parameter, String text, Function<String, T> type) {
    try {
      return type.apply(text);
    } catch (IllegalArgumentException malformed) {
      throw new FailureException(
          new Failure.MalformedRequest(parameter, malformed.getMessage()), malformed);
    }
  }

  /** The same for a parameter that may be absent. */
  static <T> Optional<T> find(String parameter, String text, Function<String, T> type) {
    return Optional.ofNullable(text).map(given -> read(parameter, given, type));
  }
}
