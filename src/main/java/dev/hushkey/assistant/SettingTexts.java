package dev.hushkey.assistant;

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
import java.util.stream.StreamSupport;

/**
 * The settings of the assistants as texts: the installation's, and behind them what {@code
 * assistants.properties} presets. A preset counts only for an assistant of which the installation
 * sets something itself: who links Alexa alone need not know about Google.
 */
final class SettingTexts {

  static final String PREFIX = "hushkey.assistants.";
  private static final String IN_ENVIRONMENT = "HUSHKEY_ASSISTANTS_";
  private static final String PRESETS = "/assistants.properties";

  private final SmallRyeConfig config;
  private final Properties presets = new Properties();
  private final Set<String> own = new TreeSet<>();

  SettingTexts(SmallRyeConfig config) {
    this.config = config;
    try (InputStream file = SettingTexts.class.getResourceAsStream(PRESETS)) {
      presets.load(new InputStreamReader(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .map(SettingTexts::fromEnvironment)
        .filter(name -> name.startsWith(PREFIX))
        .forEach(own::add);
  }

  /** An id with a hyphen cannot be told from a dot here, so such blocks are for files. */
  private static String fromEnvironment(String name) {
    return name.startsWith(IN_ENVIRONMENT) ? name.toLowerCase(Locale.ROOT).replace('_', '.') : name;
  }

  /** The ids of the blocks that the installation writes. */
  Set<String> ids() {
    Set<String> ids = new TreeSet<>();
    own.forEach(name -> ids.add(name.substring(PREFIX.length()).split("\\.", 2)[0]));
    return ids;
  }

  /** The keys inside a block, or below any prefix, that somebody has set. */
  Set<String> keysBelow(String prefix) {
    Set<String> keys = new TreeSet<>();
    collect(own, prefix, keys);
    collect(presets.stringPropertyNames(), prefix, keys);
    return keys;
  }

  private static void collect(Set<String> names, String prefix, Set<String> keys) {
    for (String name : names) {
      if (name.startsWith(prefix)) {
        keys.add(name.substring(prefix.length()));
      } else if (SettingKeys.canonical(name).startsWith(SettingKeys.canonical(prefix))) {
        keys.add(name.substring(prefix.length()));
      }
    }
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
