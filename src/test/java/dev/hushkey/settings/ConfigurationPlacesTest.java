package dev.hushkey.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationPlacesTest {

  private static final String FILES = "smallrye.config.locations";
  private static final String SECRETS = "smallrye.config.source.file.locations";

  @TempDir Path directory;

  private List<String> found(String setting, Object... places) {
    String list = String.join(",", List.of(places).stream().map(Object::toString).toList());
    Mistakes mistakes = new Mistakes(true);
    ConfigurationPlaces.check(
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(Map.of(setting, list), "environment", 300))
            .build(),
        mistakes);
    return mistakes.found().stream().map(Finding::toString).toList();
  }

  @Test
  void filesThatAreThere_areNoMistake() throws IOException {
    Path file = Files.createFile(directory.resolve("a name.properties"));
    assertThat(found(FILES, file.toUri(), directory)).isEmpty();
    assertThat(found(FILES, "https://config.example.com/hushkey.properties")).isEmpty();
    assertThat(found("other", "/nowhere")).isEmpty();
  }

  @Test
  void missingFile_isNamed_besideOneThatIsThere() throws IOException {
    Path file = Files.createFile(directory.resolve("hushkey.properties"));
    assertThat(found(FILES, file, "/nowhere/hushkey.properties", "file:///gone.properties"))
        .containsExactly(
            FILES + ": names /nowhere/hushkey.properties, which does not exist",
            FILES + ": names /gone.properties, which does not exist");
  }

  /** As the launcher of the archive names it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file:///nowhere.properties | file:///nowhere.properties does not exist",
        "gopher://host/hushkey.properties | Scheme gopher not supported",
        "file:///tmp/a b.properties | Illegal character in path",
      })
  void whatSmallRyeRefusesItself_isTold(String place, String told) {
    System.setProperty(FILES, place);
    try {
      assertThatThrownBy(ConfigurationReader::read)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageStartingWith("The settings cannot be read: ")
          .hasMessageContaining(told)
          .hasMessageEndingWith(" names.");
    } finally {
      System.clearProperty(FILES);
    }
  }

  @Test
  void fileWithAnotherExtension_isNamed_sinceNobodyWouldReadIt() throws IOException {
    Path file = Files.createFile(directory.resolve("hushkey.conf"));
    assertThat(found(FILES, file)).singleElement().asString().endsWith("end in .properties");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file://host/hushkey.properties", "file:hushkey.properties", "a b:c"})
  void whatIsNoPlace_isNamed(String place) {
    assertThat(found(FILES, place))
        .containsExactly(FILES + ": names " + place + ", which is no place of a file");
  }

  /** As Kubernetes mounts it, with links and directories of its own. */
  @Test
  void secretsAsText_areNoMistake() throws IOException {
    Path data = Files.createDirectory(directory.resolve("..2026_11_27"));
    Files.writeString(data.resolve("quarkus.datasource.password"), "gehörtnichthierher\n");
    Files.createSymbolicLink(directory.resolve("..data"), data.getFileName());
    Files.createSymbolicLink(
        directory.resolve("quarkus.datasource.password"),
        Path.of("..data/quarkus.datasource.password"));
    assertThat(found(SECRETS, directory)).isEmpty();
  }

  @Test
  void binaryFileAndLinkToNowhere_areNamed_withoutTheirContent() throws IOException {
    Files.writeString(directory.resolve("good"), "text");
    Files.write(directory.resolve("keystore.p12"), new byte[] {'P', 'L', (byte) 0xff, 'X'});
    Files.createSymbolicLink(directory.resolve("gone"), Path.of("/nowhere"));
    assertThat(found(SECRETS, directory))
        .satisfiesExactlyInAnyOrder(
            binary ->
                assertThat(binary)
                    .startsWith(SECRETS + ": names " + directory)
                    .contains("in it keystore.p12 is not text in UTF-8: no file there would be"),
            gone -> assertThat(gone).contains("in it gone cannot be read by"))
        .noneMatch(text -> text.contains("PL"));
  }

  @Test
  void directoryThatIsNone_isNamed() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThat(found(SECRETS, directory.resolve("gone"), file))
        .hasSize(2)
        .allMatch(text -> text.endsWith("which is no directory"));
  }
}
