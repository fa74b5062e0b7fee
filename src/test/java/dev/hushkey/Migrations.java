package dev.hushkey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The text of the migrations. */
final class Migrations {

  private static final Path DIRECTORY = Path.of("src/main/resources/db/migration");

  private Migrations() {}

  /** All matches, in the order of the migrations. */
  static Stream<MatchResult> find(Pattern pattern) {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted(Comparator.comparingInt(Migrations::version)).toList().stream()
          .flatMap(file -> pattern.matcher(read(file)).results());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int version(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceFirst("V(\\d+)__.*", "$1"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
