package dev.hushkey.settings;

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
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The settings as texts: the installation's, and behind them what {@code assistants.properties}
 * presets. A preset counts only for an assistant of which the installation sets something itself:
 * who links Alexa alone need not know about Google.
 */
final class SettingTexts {

  private static final String PRESETS = "/assistants.properties";

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

  /** An id with a hyphen cannot be told from a dot here, so such blocks are for files. */
  private void addFromEnvironment(String name) {
    String dotted = name.toLowerCase(Locale.ROOT).replace('_', '.');
    own.remove(name);
    own.add(dotted);
    inEnvironment.add(dotted);
  }

  /** The names that the installation sets; those of environment variables with dots alone. */
  Set<String> own() {
    return own;
  }

  boolean isInEnvironment(String name) {
    return inEnvironment.contains(name);
  }

  /** The keys of a map of groups: presets make none. */
  Set<String> ids(String prefix) {
    Set<String> ids = new TreeSet<>();
    collect(own, prefix, ids);
    Set<String> first = new TreeSet<>();
    ids.forEach(key -> first.add(key.split("\\.", 2)[0]));
    return first;
  }

  /** The keys below a prefix that somebody has set. */
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

  /** The text of a setting; an empty one counts as absent. */
  Optional<String> find(String key) {
    return Optional.ofNullable(config.getConfigValue(key).getValue())
        .or(() -> Optional.ofNullable(presets.getProperty(key)))
        .filter(text -> !text.isBlank());
  }

  /** The texts of a setting that is a list: with commas, or an indexed key for each. */
  List<String> findAll(String key) {
    return config
        .getOptionalValues(
            key, String.class, (int size) -> (List<String>) new ArrayList<String>(size))
        .orElseGet(() -> split(presets.getProperty(key, "")));
  }

  static List<String> split(String text) {
    return text.isBlank() ? List.of() : List.of(text.split(","));
  }
}
