package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.settings.ConfigurationPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * docs/configuration.md says what the code says. {@code mvn -Pquick test
 * -Dtest=ConfigurationPageTest -Dupdate} writes it.
 */
class ConfigurationPageTest {

  private static final Path PAGE = Path.of("docs/configuration.md");

  @Test
  void page_isAsTheCodeDescribesIt() throws IOException {
    String described = ConfigurationPage.of(Installation.INTERFACES);
    if (System.getProperty("update") != null) {
      Files.writeString(PAGE, described);
    }
    assertThat(Files.readString(PAGE))
        .as("stale? mvn -Pquick test -Dtest=ConfigurationPageTest -Dupdate")
        .isEqualTo(described);
  }
}
