package dev.hushkey.settings;

import dev.hushkey.secret.SecretText;
import io.quarkus.runtime.configuration.DurationConverter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Parses settings. A message about an invalid value never repeats it. */
public final class SettingValues {

  private SettingValues() {}

  /** Empty when the text is not valid for this type. */
  public static Optional<Object> parse(String text, Class<?> type) {
    try {
      // SmallRye reads an empty duration as null
      return Optional.ofNullable(parsed(text.strip(), type));
    } catch (IllegalArgumentException notOfTheForm) {
      return Optional.empty();
    }
  }

  private static Object parsed(String text, Class<?> type) {
    if (type == String.class) {
      return text;
    }
    if (type == SecretText.class) {
      return SecretText.of(text);
    }
    if (type == boolean.class || type == Boolean.class) {
      return parseBoolean(text);
    }
    if (type == int.class) {
      return Integer.valueOf(text);
    }
    if (type == Path.class) {
      return Path.of(text);
    }
    if (type == Duration.class) {
      return DurationConverter.parseDuration(text);
    }
    if (type == URI.class) {
      return parseUri(text);
    }
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> word(constant).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(IllegalArgumentException::new);
  }

  /** Accepts only these two: a typing mistake must not silently mean "false". */
  private static boolean parseBoolean(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException();
    }
    return text.equals("true");
  }

  private static URI parseUri(String text) {
    URI uri = URI.create(text);
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException();
    }
    return uri;
  }

  /** Describes the values that this type allows. */
  public static String form(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return "must be true or false";
    }
    if (type == int.class) {
      return "must be a whole number";
    }
    if (type == Path.class) {
      return "must be a path";
    }
    if (type == Duration.class) {
      return "must be a duration such as PT5M";
    }
    if (type == URI.class) {
      return "must be an address such as https://example.com/path, without a password inside";
    }
    return "must be one of "
        + Arrays.stream(type.getEnumConstants())
            .map(SettingValues::word)
            .collect(Collectors.joining(", "));
  }

  /** A stand-in for an invalid required setting, so that the others are checked too. */
  static Object standIn(Class<?> type) {
    if (type == URI.class) {
      return URI.create("https://setting.invalid");
    }
    if (type == Path.class) {
      return Path.of("");
    }
    return type == SecretText.class ? SecretText.of("missing") : "";
  }

  private static String word(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
