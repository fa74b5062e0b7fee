package dev.hushkey.migration;

import dev.hushkey.guard.ProductionGuard;
import dev.hushkey.migration.MigrationFailure.Kind;
import dev.hushkey.secret.SecretText;
import dev.hushkey.settings.AllSettings;
import dev.hushkey.settings.ConfigurationReader;
import dev.hushkey.settings.GuardedProfiles;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import java.util.NoSuchElementException;

/** Reads what the command needs from the service's settings, and nothing else of them. */
public final class MigrationReader {

  private static final String ADDRESS = "hushkey.migration.jdbc-url";
  private static final String SERVICE = "quarkus.datasource.username";

  private MigrationReader() {}

  /**
   * Reads the settings of this process: files, environment, secrets.
   *
   * @throws MigrationFailure that names a missing or malformed setting
   */
  public static MigrationTarget read() {
    try {
      return read(ConfigurationReader.read());
    } catch (ConfigurationException unreadable) {
      throw new MigrationFailure(Kind.SETTING, unreadable.getMessage(), unreadable);
    }
  }

  static MigrationTarget read(SmallRyeConfig config) {
    MigrationSettings settings;
    try {
      settings = AllSettings.readOnly(config, MigrationSettings.class);
      if (GuardedProfiles.anyOf(config.getProfiles())) {
        AllSettings.refuse(ProductionGuard.findingsOfMigration(config));
      }
    } catch (ConfigurationException invalid) {
      throw new MigrationFailure(Kind.SETTING, invalid.getMessage(), invalid);
    }
    SecretText password =
        settings.password().orElseThrow(() -> missing(MigrationSettings.PREFIX + ".password"));
    String service = settings.serviceRole().orElseGet(() -> text(config, SERVICE));
    return new MigrationTarget(
        text(config, ADDRESS),
        settings.username(),
        password,
        service,
        settings.lock(),
        settings.silence(),
        new RecordKeeping(settings.recordKeptFor(), settings.recordPartitions()));
  }

  private static String text(SmallRyeConfig config, String key) {
    try {
      return config.getOptionalValue(key, String.class).orElseThrow(() -> missing(key));
    } catch (NoSuchElementException | IllegalArgumentException unresolved) {
      throw missing(key);
    }
  }

  private static MigrationFailure missing(String key) {
    return new MigrationFailure(
        Kind.SETTING,
        key
            + " is missing. The command reads the same settings as the service: the file named by"
            + " SMALLRYE_CONFIG_LOCATIONS, the environment, and secrets.");
  }
}
