package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about the schema and the migrations speak of the same tables and views. */
class SchemaPageTest {

  private static final Path PAGE = Path.of("docs/schema.md");

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
  private static List<String> made(String kind) {
    Pattern create = Pattern.compile("(?m)^create " + kind + " (\\w++)(?! partition of)");
    return Migrations.find(create).map(made -> made.group(1)).toList();
  }

  private static List<String> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList();
  }
}
