package dev.hushkey.admin;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import java.util.Optional;
import java.util.function.Function;

/** Reads identifiers from paths and queries. */
public final class PathIds {

  private PathIds() {}

  /** The identifier, or a failure that names the parameter and its format. */
  public static <T> T read(String parameter, String text, Function<String, T> type) {
    try {
      return type.apply(text);
    } catch (IllegalArgumentException malformed) {
      throw new FailureException(
          new Failure.MalformedRequest(parameter, malformed.getMessage()), malformed);
    }
  }

  /** The size of a page, as a type for {@link #read}. */
  public static int pageSize(String text, int most) {
    int size = text.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(text) : 0;
    if (size < 1 || size > most) {
      throw new IllegalArgumentException("must be 1 to " + most);
    }
    return size;
  }

  /** The same for a parameter that may be absent. */
  public static <T> Optional<T> find(String parameter, String text, Function<String, T> type) {
    return Optional.ofNullable(text).map(given -> read(parameter, given, type));
  }
}
