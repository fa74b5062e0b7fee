package dev.hushkey.migration;

import dev.hushkey.migration.MigrationFailure.Kind;
import dev.hushkey.secret.SecretText;
import dev.hushkey.settings.AllSettings;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Reads what the command needs from the service's settings, and nothing else of them. */
public final class MigrationReader {

  private static final String ADDRESS = "hushkey.migration.jdbc-url";
  private static final String SERVICE = "quarkus.datasource.username";

  /** Kept, since a logger that nobody holds forgets its level. */
  private static final List<Logger> QUIET =
      Stream.of("org.jboss.logging", "io.smallrye.config").map(Logger::getLogger).toList();

  private MigrationReader() {}

  /**
   * Reads the settings of this process: files, environment, secrets.
   *
   * @throws MigrationFailure that names a missing or malformed setting
   */
  public static MigrationTarget read() {
    // Nobody has set up logging yet, and what is held back until then would be printed at the end
    QUIET.forEach(logger -> logger.setLevel(Level.INFO));
    return read(
        ConfigUtils.configBuilder().forClassLoader(MigrationReader.class.getClassLoader()).build());
  }

  static MigrationTarget read(SmallRyeConfig config) {
    MigrationSettings settings;
    try {
      settings = AllSettings.readOnly(config, MigrationSettings.class);
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
        settings.silence());
  }

  private static String text(SmallRyeConfig config, String key) {
    return config.getOptionalValue(key, String.class).orElseThrow(() -> missing(key));
  }

  private static MigrationFailure missing(String key) {
    return new MigrationFailure(
        Kind.SETTING,
        key
            + " is missing. The command reads the same settings as the service: the file named by"
            + " SMALLRYE_CONFIG_LOCATIONS, the environment, and secrets.");
  }
}
