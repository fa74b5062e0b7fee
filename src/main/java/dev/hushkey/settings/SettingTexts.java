package dev.hushkey.settings;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The settings as texts: the installation's, then the presets of {@code assistants.properties}. A
 * preset applies only to an assistant for which the installation sets something itself: an
 * installation that links only Alexa need not configure Google.
 */
final class SettingTexts {

  private static final String PRESETS = "/assistants.properties";

  /** Not every variable of the environment is a setting. */
  private static final Pattern EXPECTED =
      Pattern.compile("([%_][A-Za-z0-9,-]+[._])?(hushkey|quarkus)[._]", Pattern.CASE_INSENSITIVE);

  private final SmallRyeConfig config;
  private final Properties presets = new Properties();
  private final Set<String> own = new TreeSet<>();
  private final Set<String> inEnvironment = new TreeSet<>();

  SettingTexts(SmallRyeConfig config) {
    this.config = config;
    try (InputStream file = SettingTexts.class.getResourceAsStream(PRESETS)) {
      presets.load(new InputStreamReader(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    config.getPropertyNames().forEach(own::add);
    for (ConfigSource source : config.getConfigSources(EnvConfigSource.class)) {
      source.getPropertyNames().forEach(this::addFromEnvironment);
    }
  }

  /** A hyphen in an id looks like a dot here, so such blocks can only be set in files. */
  private void addFromEnvironment(String name) {
    String dotted = name.toLowerCase(Locale.ROOT).replace('_', '.');
    own.remove(name);
    own.add(dotted);
    inEnvironment.add(dotted);
  }

  /** The names that the installation sets; those from environment variables have only dots. */
  Set<String> own() {
    return own;
  }

  boolean isInEnvironment(String name) {
    return inEnvironment.contains(name);
  }

  /** The keys of a map of groups; presets add none. */
  Set<String> ids(String prefix) {
    Set<String> ids = new TreeSet<>();
    collect(own, prefix, ids);
    Set<String> first = new TreeSet<>();
    ids.forEach(key -> first.add(key.split("\\.", 2)[0]));
    return first;
  }

  /** The keys set below a prefix. */
  Set<String> keysBelow(String prefix) {
    Set<String> keys = new TreeSet<>();
    collect(own, prefix, keys);
    collect(presets.stringPropertyNames(), prefix, keys);
    return keys;
  }

  private static void collect(Set<String> names, String prefix, Set<String> keys) {
    String canonical = canonical(prefix);
    names.stream()
        .filter(name -> canonical(name).startsWith(canonical))
        .forEach(name -> keys.add(name.substring(prefix.length())));
  }

  /** Environment variables have neither hyphens nor dots. */
  private static String canonical(String key) {
    return key.replace('-', '.');
  }

  /** The text of a setting; an empty one counts as absent, and so does an unresolved one. */
  Optional<String> find(String key) {
    return resolved(key)
        .or(() -> Optional.ofNullable(presets.getProperty(key)))
        .filter(text -> !text.isBlank());
  }

  /** The names of ours and of Quarkus whose text refers to a setting that nobody has made. */
  Set<String> unresolved() {
    Set<String> names = new TreeSet<>();
    for (String name : config.getPropertyNames()) {
      if (EXPECTED.matcher(name).lookingAt() && !isResolved(name)) {
        names.add(name);
      }
    }
    return names;
  }

  private boolean isResolved(String name) {
    try {
      ConfigValue value = config.getConfigValue(name);
      return value.getValue() != null || value.getRawValue() == null;
    } catch (NoSuchElementException | IllegalArgumentException unresolved) {
      return false;
    }
  }

  private Optional<String> resolved(String key) {
    return isResolved(key)
        ? Optional.ofNullable(config.getConfigValue(key).getValue())
        : Optional.empty();
  }

  /**
   * The texts of a setting that is a list: separated by commas, or with an indexed key for each.
   */
  List<String> findAll(String key) {
    if (!isResolved(key)) {
      return List.of();
    }
    return config
        .getOptionalValues(
            key, String.class, (int size) -> (List<String>) new ArrayList<String>(size))
        .orElseGet(() -> split(presets.getProperty(key, "")));
  }

  static List<String> split(String text) {
    return text.isBlank() ? List.of() : List.of(text.split(","));
  }
}
