package dev.hushkey.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.SigningAlgorithm;
import dev.hushkey.secret.SecretText;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Values of settings. */
public final class SettingsFuzz {

  private static final List<Class<?>> TYPES =
      List.of(
          String.class,
          SecretText.class,
          boolean.class,
          int.class,
          Path.class,
          Duration.class,
          URI.class,
          SigningAlgorithm.class);

  /** One value, as each type. */
  public static void settingValue(String input) {
    for (Class<?> type : TYPES) {
      SettingValues.parse(input, type).ifPresent(value -> assertThat(value).isNotNull());
    }
  }

  private SettingsFuzz() {}
}
