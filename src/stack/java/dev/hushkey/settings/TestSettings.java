package dev.hushkey.settings;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;

/** Settings as values, for tests that need no installation. */
public final class TestSettings {

  private TestSettings() {}

  /** A configuration of these alone. */
  public static SmallRyeConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(settings, "test", 100))
        .build();
  }

  /** Read and checked as at the start of a production server. */
  public static <T> T read(Class<T> settings, SmallRyeConfig config) {
    return AllSettings.read(config, List.of(settings), true).of(settings);
  }

  /** Read by type alone, so that a test can set less, and more, than a server takes. */
  public static <T> T unchecked(Class<T> settings, Map<String, String> values) {
    SettingsReader reader = new SettingsReader(new SettingTexts(config(values)), (_, _) -> {});
    return reader.read(settings, settings.getAnnotation(Settings.class).value() + ".");
  }

  /** As nobody sets anything. */
  public static <T> T defaults(Class<T> settings) {
    return unchecked(settings, Map.of());
  }
}
