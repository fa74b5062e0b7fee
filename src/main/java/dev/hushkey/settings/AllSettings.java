package dev.hushkey.settings;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of several features, read and checked together so that one start reports all
 * mistakes.
 */
public final class AllSettings implements OtherSettings {

  /** Our prefix: an unknown name that starts with it is a mistake. */
  private static final String OURS = "hushkey.";

  private final Map<Class<?>, Object> read = new HashMap<>();

  private AllSettings() {}

  /**
   * Reads the settings that these interfaces describe.
   *
   * @param production whether addresses of other machines have to be https
   * @throws ConfigurationException that lists every setting that is wrong, with the reason and
   *     without its value
   */
  public static AllSettings read(
      SmallRyeConfig config, List<Class<?>> interfaces, boolean production) {
    Mistakes mistakes = new Mistakes(production);
    SettingTexts texts = new SettingTexts(config);
    refuseUnknown(texts, SettingKeys.of(interfaces), mistakes);
    SettingsReader reader = new SettingsReader(texts, mistakes::malformed);
    AllSettings all = new AllSettings();
    for (Class<?> settings : interfaces) {
      String prefix = settings.getAnnotation(Settings.class).value() + ".";
      all.read.put(settings, reader.read(settings, prefix));
    }
    for (Class<?> settings : interfaces) {
      if (all.read.get(settings) instanceof SettingRules rules) {
        rules.check(mistakes);
        rules.checkBeside(all, mistakes);
      }
    }
    if (!mistakes.isEmpty()) {
      throw new ConfigurationException("Invalid configuration:\n  " + mistakes, mistakes.keys());
    }
    return all;
  }

  /** A misspelt key would silently leave the default in place. */
  private static void refuseUnknown(SettingTexts texts, SettingKeys keys, Mistakes mistakes) {
    Set<String> rooms = new HashSet<>();
    keys.all().forEach(key -> rooms.add(key.name().split("\\.")[1]));
    texts.own().stream()
        .filter(name -> name.startsWith(OURS) && !keys.contain(name))
        // HUSHKEY_URL and the like are for the CLI
        .filter(name -> !texts.isInEnvironment(name) || rooms.contains(name.split("\\.")[1]))
        .forEach(
            name ->
                mistakes.malformed(
                    name, "is not a setting; did you mean " + keys.nearest(name) + "?"));
  }

  @Override
  public <T> Optional<T> find(Class<T> settings) {
    return Optional.ofNullable(read.get(settings)).map(settings::cast);
  }

  /** The settings of this interface. */
  public <T> T of(Class<T> settings) {
    return settings.cast(read.get(settings));
  }
}
