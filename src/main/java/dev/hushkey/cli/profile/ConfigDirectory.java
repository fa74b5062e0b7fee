package dev.hushkey.cli.profile;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the CLI keeps what belongs to one person. */
public final class ConfigDirectory {

  private ConfigDirectory() {}

  /**
   * {@code hushkey} under {@code $XDG_CONFIG_HOME} if that is absolute, as <a
   * href="https://specifications.freedesktop.org/basedir/latest/">its specification</a> requires,
   * else under {@code ~/.config}.
   */
  public static Path in(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
        .filter(path -> path.startsWith("/"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".config"))
        .resolve("hushkey");
  }
}
