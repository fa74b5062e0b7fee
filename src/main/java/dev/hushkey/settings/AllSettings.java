package dev.hushkey.settings;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings of several features, read and checked together so that one start reports all
 * mistakes.
 */
public final class AllSettings implements OtherSettings {

  /** Our prefix: an unknown name that starts with it is a mistake. */
  private static final String OURS = "hushkey.";

  private final Map<Class<?>, Object> read = new HashMap<>();
  private final List<Finding> findings;

  private AllSettings(SmallRyeConfig config, List<Class<?>> interfaces, boolean guarded) {
    Mistakes mistakes = new Mistakes(guarded);
    ConfigurationPlaces.check(config, mistakes);
    SettingTexts texts = new SettingTexts(config);
    refuseUnresolved(texts, mistakes);
    refuseUnknown(texts, SettingKeys.of(interfaces), mistakes);
    SettingsReader reader = new SettingsReader(texts, mistakes::malformed);
    for (Class<?> settings : interfaces) {
      String prefix = settings.getAnnotation(Settings.class).value() + ".";
      read.put(settings, reader.read(settings, prefix));
    }
    for (Class<?> settings : interfaces) {
      if (read.get(settings) instanceof SettingRules rules) {
        rules.check(mistakes);
        rules.checkBeside(this, mistakes);
      }
    }
    this.findings = mistakes.found();
  }

  /**
   * Reads the settings that these interfaces describe.
   *
   * @param guarded whether addresses of other machines have to be https
   * @throws ConfigurationException that lists every setting that is wrong, with the reason and
   *     without its value
   */
  public static AllSettings read(
      SmallRyeConfig config, List<Class<?>> interfaces, boolean guarded) {
    AllSettings all = inspect(config, interfaces, guarded);
    refuse(all.findings());
    return all;
  }

  /** The same, whatever is wrong; for use only when {@link #findings} is empty. */
  public static AllSettings inspect(
      SmallRyeConfig config, List<Class<?>> interfaces, boolean guarded) {
    return new AllSettings(config, interfaces, guarded);
  }

  /** What is wrong. */
  public List<Finding> findings() {
    return findings;
  }

  /**
   * Ends the start if anything is wrong.
   *
   * @throws ConfigurationException that lists it
   */
  public static void refuse(List<Finding> findings) {
    if (!findings.isEmpty()) {
      throw new ConfigurationException(
          "Invalid configuration:\n  "
              + findings.stream().map(Finding::toString).collect(Collectors.joining("\n  ")),
          findings.stream().map(Finding::setting).collect(Collectors.toSet()));
    }
  }

  /**
   * The settings of one interface, whatever else is configured or missing; with its own rules, as
   * in a profile that is not guarded.
   *
   * @throws ConfigurationException that lists what is missing, malformed or against the rules
   */
  public static <T> T readOnly(SmallRyeConfig config, Class<T> settings) {
    Mistakes mistakes = new Mistakes(false);
    ConfigurationPlaces.check(config, mistakes);
    T read =
        new SettingsReader(new SettingTexts(config), mistakes::malformed)
            .read(settings, settings.getAnnotation(Settings.class).value() + ".");
    if (read instanceof SettingRules rules) {
      rules.check(mistakes);
    }
    refuse(mistakes.found());
    return read;
  }

  /** A secret may hold such characters by chance. */
  private static void refuseUnresolved(SettingTexts texts, Mistakes mistakes) {
    texts
        .unresolved()
        .forEach(
            name ->
                mistakes.malformed(
                    name,
                    "refers by ${...} to a setting that is not there; for these very characters"
                        + " write \\${...}"));
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
