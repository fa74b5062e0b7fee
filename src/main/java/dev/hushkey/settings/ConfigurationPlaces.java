package dev.hushkey.settings;

import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where settings are read from. SmallRye Config passes over a file that is missing, and over a
 * whole directory when it cannot read one file in it: the defaults would apply without a word.
 */
final class ConfigurationPlaces {

  private static final String FILES = "smallrye.config.locations";
  private static final String SECRETS = "smallrye.config.source.file.locations";
  private static final String EXTENSION = ".properties";

  private final Mistakes mistakes;

  private ConfigurationPlaces(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /** Names each place that settings were to come from and could not. */
  static void check(SmallRyeConfig config, Mistakes mistakes) {
    ConfigurationPlaces places = new ConfigurationPlaces(mistakes);
    list(config, FILES).forEach(places::checkFile);
    list(config, SECRETS).forEach(places::checkSecrets);
  }

  private static List<String> list(SmallRyeConfig config, String setting) {
    return config
        .getOptionalValues(
            setting, String.class, (int size) -> (List<String>) new ArrayList<String>(size))
        .orElse(List.of());
  }

  private void checkFile(String location) {
    try {
      URI uri = new URI(location);
      if (uri.getScheme() == null) {
        checkFile(Path.of(uri.getPath()));
      } else if (uri.getScheme().equals("file")) {
        checkFile(Path.of(uri));
      }
      // Of all other places, SmallRye says itself that they cannot be read
    } catch (URISyntaxException | IllegalArgumentException malformed) {
      mistakes.add(FILES, "names %s, which is no place of a file".formatted(location));
    }
  }

  private void checkFile(Path file) {
    if (Files.notExists(file)) {
      mistakes.add(FILES, "names %s, which does not exist".formatted(file));
    } else if (!Files.isReadable(file)) {
      mistakes.add(FILES, "names %s, which %s".formatted(file, unreadable()));
    } else if (!Files.isDirectory(file) && !file.toString().endsWith(EXTENSION)) {
      mistakes.add(
          FILES,
          "names %s, which would not be read: its name must end in %s".formatted(file, EXTENSION));
    }
  }

  private void checkSecrets(String location) {
    Path directory;
    try {
      directory = Path.of(location);
    } catch (InvalidPathException malformed) {
      mistakes.add(SECRETS, "names something that is no path");
      return;
    }
    if (Files.notExists(directory) || Files.isRegularFile(directory)) {
      mistakes.add(SECRETS, "names %s, which is no directory".formatted(directory));
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(this::checkSecret);
    } catch (IOException unreadable) {
      mistakes.add(SECRETS, "names %s, which %s".formatted(directory, unreadable()));
    }
  }

  private void checkSecret(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // Directories, such as those of Kubernetes' volumes, are passed over by design
      return;
    }
    try {
      Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException binary) {
      refuse(file, "is not text in UTF-8");
    } catch (IOException missingOrForbidden) {
      refuse(file, unreadable());
    }
  }

  private void refuse(Path file, String why) {
    mistakes.add(
        SECRETS,
        "names %s, and in it %s %s: no file there would be read"
            .formatted(file.getParent(), file.getFileName(), why));
  }

  private static String unreadable() {
    return "cannot be read by " + System.getProperty("user.name");
  }
}
