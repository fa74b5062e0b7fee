package dev.hushkey.guard;

import io.smallrye.config.SmallRyeConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The effective configuration, whichever source sets it: files, a directory of secrets, environment
 * variables, system properties, and all of these for one profile.
 */
final class InstallationView {

  /** Ordinals of Quarkus' own sources are within a few hundred of the ends of the range. */
  private static final long OF_QUARKUS = Integer.MAX_VALUE - 1_000_000L;

  private final SmallRyeConfig config;
  private final Map<String, String> names = new TreeMap<>();

  InstallationView(SmallRyeConfig config) {
    this.config = config;
    config.getPropertyNames().forEach(this::add);
  }

  /** A setting that somebody has made. */
  record Given(String name, String value) {

    boolean is(String expected) {
      return value.strip().equalsIgnoreCase(expected);
    }

    List<String> values() {
      return Arrays.stream(value.split(",")).map(String::strip).toList();
    }
  }

  private void add(String name) {
    String canonical = canonical(withoutProfile(name));
    // A name with hyphens says more than the variable that sets it
    names.merge(canonical, name, (one, other) -> other.contains("-") ? other : one);
    if (isVariable(name) && !names.get(canonical).contains("-")) {
      names.put(canonical, name);
    }
  }

  /** Environment variables of one profile begin with its name: {@code _STAGING_QUARKUS_…}. */
  private String withoutProfile(String name) {
    for (String profile : config.getProfiles()) {
      String prefix = "_" + profile.toUpperCase(Locale.ROOT) + "_";
      if (name.startsWith(prefix)) {
        return name.substring(prefix.length());
      }
    }
    return name;
  }

  private static boolean isVariable(String name) {
    return name.equals(name.toUpperCase(Locale.ROOT));
  }

  /** Environment variables know neither dots nor hyphens nor quotes. */
  private static String canonical(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9%]+", ".").replaceAll("^\\.|\\.$", "");
  }

  /** The text of a setting; empty when it is absent or blank. */
  Optional<String> find(String name) {
    return given(name).map(Given::value).filter(text -> !text.isBlank());
  }

  /** The setting with this name, even when it is blank. */
  Optional<Given> given(String name) {
    try {
      return Optional.ofNullable(config.getConfigValue(name).getValue())
          .map(value -> new Given(name, value));
    } catch (NoSuchElementException | IllegalArgumentException unresolved) {
      // refused by dev.hushkey.settings, whatever the guard says
      return Optional.empty();
    }
  }

  boolean isTrue(String name) {
    return find(name).filter(text -> text.strip().equalsIgnoreCase("true")).isPresent();
  }

  /**
   * All settings of this form, each once.
   *
   * @param form a name; {@code **} stands for any number of parts, also none
   */
  List<Given> all(String form) {
    Pattern pattern =
        Pattern.compile(
            Arrays.stream(form.split("\\."))
                    .map(part -> part.equals("**") ? "(?:.+\\.)?" : quoted(part))
                    .collect(Collectors.joining())
                // the last part has no dot behind it; elements of a list may be numbered
                + "(?:\\d+\\.)?");
    List<Given> found = new ArrayList<>();
    names.forEach(
        (canonical, name) -> {
          if (pattern.matcher(canonical + ".").matches() && isMadeBySomebody(name)) {
            given(name).ifPresent(found::add);
          }
        });
    return found;
  }

  /**
   * Quarkus lists its own defaults, and what was fixed by the build, as settings, too: sources with
   * the lowest and the highest of all ordinals.
   */
  private boolean isMadeBySomebody(String name) {
    int ordinal = config.getConfigValue(name).getSourceOrdinal();
    return Math.abs((long) ordinal) < OF_QUARKUS;
  }

  private static String quoted(String part) {
    return Pattern.quote(canonical(part) + ".");
  }
}
