package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about the schema and the migrations speak of the same tables and views. */
class SchemaPageTest {

  private static final Path PAGE = Path.of("docs/schema.md");
  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

  @Test
  void everyTable_hasItsSectionOnThePage_andNoOtherHas() throws IOException {
    List<String> sections = matches("(?m)^### `(\\w+)`$", Files.readString(PAGE));
    assertThat(sections).isEqualTo(made("table"));
  }

  @Test
  void everyTable_hasAnOwnerOnThePage() throws IOException {
    List<String> owned =
        matches("(?m)^\\| `(\\w+)` \\| `[\\w.]+` \\| V\\d+ \\|", Files.readString(PAGE));
    assertThat(owned).isEqualTo(made("table"));
  }

  @Test
  void everyView_isExplainedOnThePage() throws IOException {
    List<String> views = matches("(?m)^- `(\\w+)` (?:adds|replaces)", Files.readString(PAGE));
    assertThat(views).isEqualTo(made("view"));
  }

  /** In the order of the migrations. */
  private static List<String> made(String kind) throws IOException {
    Pattern create = Pattern.compile("(?m)^create " + kind + " (\\w++)(?! partition of)");
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      return files
          .sorted((one, other) -> Integer.compare(version(one), version(other)))
          .flatMap(file -> create.matcher(read(file)).results().map(made -> made.group(1)))
          .toList();
    }
  }

  private static int version(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceFirst("V(\\d+)__.*", "$1"));
  }

  private static List<String> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
