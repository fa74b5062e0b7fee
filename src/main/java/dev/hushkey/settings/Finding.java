package dev.hushkey.settings;

import java.util.Locale;

/**
 * Something wrong in an installation. It never repeats a value, which may be a secret on the wrong
 * line.
 *
 * @param setting the name of the setting, as it is written in a file, or of the environment
 *     variable that sets it
 * @param problem what is wrong
 * @param remedy what to do; empty when the problem says it
 */
public record Finding(String setting, String problem, String remedy) {

  /** One whose problem says what to do. */
  public Finding(String setting, String problem) {
    this(setting, problem, "");
  }

  /** The environment variable that sets it, MicroProfile Config's third form of a name. */
  public String environmentVariable() {
    return setting.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return setting + ": " + problem + (remedy.isEmpty() ? "" : ". " + remedy);
  }
}
