package dev.hushkey.settings;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Reads the configuration from where the service reads it, without starting the service. */
public final class ConfigurationReader {

  /** Kept, since a logger that nobody holds forgets its level. */
  private static final List<Logger> QUIET =
      Stream.of("org.jboss.logging", "io.smallrye.config").map(Logger::getLogger).toList();

  private ConfigurationReader() {}

  /**
   * Reads files, the directory of secrets, environment variables and system properties.
   *
   * @throws ConfigurationException a file cannot be read, or makes no sense as a whole
   */
  public static SmallRyeConfig read() {
    // Nobody has set up logging yet, and what is held back until then would be printed at the end
    QUIET.forEach(logger -> logger.setLevel(Level.INFO));
    try {
      return ConfigUtils.configBuilder()
          .forClassLoader(ConfigurationReader.class.getClassLoader())
          .build();
    } catch (RuntimeException unreadable) {
      // SmallRye's words: they name the file or the setting, and repeat no value
      throw new ConfigurationException(
          "The settings cannot be read: %s. Look at the files that SMALLRYE_CONFIG_LOCATIONS names."
              .formatted(reason(unreadable)),
          unreadable,
          Set.of());
    }
  }

  private static String reason(Throwable thrown) {
    Throwable cause = thrown.getCause();
    if (cause instanceof FileNotFoundException missing
        && !String.valueOf(missing.getMessage()).endsWith(")")) {
      return missing.getMessage() + " does not exist";
    }
    return cause == null || cause.equals(thrown)
        ? String.valueOf(thrown.getMessage())
        : thrown.getMessage() + ": " + cause.getMessage();
  }
}
