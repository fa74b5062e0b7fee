package dev.hushkey.supply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/scan/bill.py} on a small application. */
class BillTest {

  private static final String APACHE = "{\"license\":{\"id\":\"Apache-2.0\"}}";
  private static final String RULES = "[allowed]\n\"Apache-2.0\" = \"Ours.\"\n";

  @TempDir Path directory;

  private record Run(int exitCode, String output) {}

  @BeforeEach
  void anApplication() throws IOException {
    Files.createDirectories(directory.resolve("app/lib/main"));
    deliver("org.example.kept-1.0.jar");
  }

  private void deliver(String jar) throws IOException {
    Files.writeString(directory.resolve("app/lib/main").resolve(jar), "the bytes of " + jar);
  }

  private static String component(String name, String scope, String licences) {
    return """
    {"type":"library","group":"org.example","name":"%1$s","version":"1.0",
     "bom-ref":"pkg:maven/org.example/%1$s@1.0?type=jar",
     "purl":"pkg:maven/org.example/%1$s@1.0?type=jar","licenses":[%3$s],
     "externalReferences":[{"type":"distribution-intake","url":"https://mirror.example"}],
     "properties":[{"name":"quarkus:component:scope","value":"%2$s"}]}"""
        .formatted(name, scope, licences);
  }

  private Run run(String time, String rules, String... components) throws Exception {
    String bill =
        """
        {"specVersion":"1.6","metadata":{"timestamp":"%s","tools":{"components":[]},
         "component":{"type":"application","group":"dev.hushkey","name":"hushkey","version":"1",
                      "bom-ref":"own","purl":"pkg:maven/dev.hushkey/hushkey@1?type=pom"}},
         "components":[%s],
         "dependencies":[{"ref":"own","dependsOn":["pkg:maven/org.example/kept@1.0?type=jar",
                                                   "pkg:maven/org.example/built@1.0?type=jar"]}]}"""
            .formatted(time, String.join(",", components));
    Path source = Files.writeString(directory.resolve("quarkus.json"), bill);
    Path licences = Files.writeString(directory.resolve("licences.toml"), rules);
    Process python =
        new ProcessBuilder()
            .command(
                "python3",
                ".ci/scan/bill.py",
                "--from=" + source,
                "--application=" + directory.resolve("app"),
                "--licences=" + licences,
                "--into=" + directory)
            .redirectErrorStream(true)
            .start();
    String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Run(python.exitValue(), output);
  }

  private String sbom() throws IOException {
    return Files.readString(directory.resolve("sbom.json"));
  }

  @Test
  void bill_hasWhatIsDelivered_andNothingThatOnlyBuilds() throws Exception {
    Run run =
        run(
            "2026-01-01T00:00:00Z",
            RULES,
            component("kept", "runtime", APACHE),
            component("built", "development", APACHE));

    assertThat(run).isEqualTo(new Run(0, "1 components, 1 licences\n"));
    assertThat(sbom())
        .contains("lib/main/org.example.kept-1.0.jar")
        .doesNotContain("built")
        .doesNotContain("mirror.example");
    assertThat(Files.readString(directory.resolve("THIRD-PARTY.txt")))
        .contains("org.example:kept 1.0");
  }

  @Test
  void bill_madeAtAnotherTime_isTheSameToTheByte() throws Exception {
    run("2026-01-01T00:00:00Z", RULES, component("kept", "runtime", APACHE));
    String first = sbom();
    run("2026-07-01T12:00:00Z", RULES, component("kept", "runtime", APACHE));

    assertThat(sbom()).isEqualTo(first).contains("urn:uuid:").doesNotContain("2026-");
  }

  @Test
  void jarThatNoComponentAccountsFor_isFound() throws Exception {
    deliver("org.example.stray-1.0.jar");

    Run run = run("2026-01-01T00:00:00Z", RULES, component("kept", "runtime", APACHE));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).contains("stray-1.0.jar is delivered, but not in the bill");
  }

  @Test
  void componentThatIsNotDelivered_isFound() throws Exception {
    Run run =
        run(
            "2026-01-01T00:00:00Z",
            RULES,
            component("kept", "runtime", APACHE),
            component("absent", "runtime", APACHE));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).contains("org.example.absent-1.0.jar is not delivered");
  }

  @Test
  void licenceThatIsNotOnTheList_isFound() throws Exception {
    String licence = "{\"license\":{\"id\":\"AGPL-3.0-only\"}}";

    Run run = run("2026-01-01T00:00:00Z", RULES, component("kept", "runtime", licence));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).contains("licences ['AGPL-3.0-only'] are not on the list");
  }

  @Test
  void componentWithoutALicence_isFound_andAnExceptionExplainsOnlyWhatItSays() throws Exception {
    String exception =
        RULES
            + "[exceptions.\"org.example:other\"]\nsays = []\nlicence = \"MIT\"\nreason = \"Asked.\"\n";
    deliver("org.example.other-1.0.jar");
    String kept = component("kept", "runtime", APACHE);

    assertThat(run("2026-01-01T00:00:00Z", RULES, kept, component("other", "runtime", "")).output())
        .contains("licences none named are not on the list");
    assertThat(
            run("2026-01-01T00:00:00Z", exception, kept, component("other", "runtime", ""))
                .exitCode())
        .isZero();
    assertThat(
            run("2026-01-01T00:00:00Z", exception, kept, component("other", "runtime", APACHE))
                .output())
        .contains("the exception org.example:other is not needed");
  }
}
