package dev.hushkey.supply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same commit is built, tested and scanned with the same software, today and in a year. */
class PinnedVersionsTest {

  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".hushkey", "node_modules");

  /** Other ways to name software, which would need a rule of their own here. */
  private static final Set<String> UNKNOWN =
      Set.of("package.json", "Pipfile", "pyproject.toml", "Cargo.toml", "build.gradle", "Gemfile");

  private static List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        Path.of("."),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes facts) {
            return NOT_OURS.contains(directory.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
            found.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private static Stream<Path> named(String pattern) throws IOException {
    return files().stream().filter(file -> file.getFileName().toString().matches(pattern));
  }

  static Stream<Path> poms() throws IOException {
    return named("pom\\.xml");
  }

  static Stream<Path> requirements() throws IOException {
    return named(".*requirements.*\\.txt");
  }

  static Stream<Path> goModules() throws IOException {
    return named("go\\.mod");
  }

  static Stream<Path> workflows() throws IOException {
    return files().stream().filter(file -> file.startsWith("./.github/workflows"));
  }

  @ParameterizedTest
  @MethodSource("poms")
  void maven_everyPluginAndDependency_hasAFixedVersion(Path pom) throws IOException {
    assertThat(Pins.ofPom(Files.readString(pom))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("requirements")
  void python_everyPackage_hasAVersionAndAHash(Path requirements) throws IOException {
    assertThat(Pins.ofRequirements(Files.readString(requirements))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("goModules")
  void go_everyModule_hasAVersionAndAHash(Path module) throws IOException {
    assertThat(
            Pins.ofGoModule(
                Files.readString(module), Files.readString(module.resolveSibling("go.sum"))))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void action_isNamedByItsCommit(Path workflow) throws IOException {
    assertThat(Pins.ofWorkflow(Files.readString(workflow))).isEmpty();
  }

  @Test
  void software_isNamedNowhereElse() throws IOException {
    assertThat(files())
        .extracting(file -> file.getFileName().toString())
        .as("teach PinnedVersionsTest what pins this kind of file")
        .doesNotContainAnyElementsOf(UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[1.0,2.0)", "1.0-SNAPSHOT", "LATEST", "RELEASE", "1.+", "(,1.0]", "", "[1.0,)"})
  void pom_withAMovingVersion_isFound(String version) throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String moved =
        pom.replaceFirst(
            "<quarkus.version>[^<]*</quarkus.version>",
            "<quarkus.version>" + version + "</quarkus.version>");

    assertThat(Pins.ofPom(moved)).containsExactly("version " + version + " is not fixed");
  }

  @Test
  void pom_withAPluginThatHasNoVersion_isFound() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String loose = pom.replace("<version>${maven-clean-plugin.version}</version>", "");

    assertThat(Pins.ofPom(loose)).containsExactly("plugin maven-clean-plugin has no version");
  }

  @Test
  void requirements_withoutHashOrVersion_areFound() {
    assertThat(Pins.ofRequirements("# a comment\nidna==3.20\nsix>=1.17 \\\n    --hash=sha256:00\n"))
        .containsExactly(
            "idna==3.20 has no exact version with a SHA-256",
            "six>=1.17 has no exact version with a SHA-256");
  }

  @Test
  void action_byATag_isFound() {
    assertThat(Pins.ofWorkflow("    steps:\n      - uses: actions/checkout@v7\n"))
        .containsExactly("actions/checkout@v7 is not named by its commit");
  }

  @Test
  void goModule_withoutAHash_isFound() {
    assertThat(
            Pins.ofGoModule(
                "module x\nrequire (\n\texample.org/a v1.0.0\n)\nrequire example.org/b v2.0.0\n",
                "example.org/a v1.0.0 h1:abc=\n"))
        .containsExactly("example.org/b v2.0.0 has no hash in go.sum");
  }
}
