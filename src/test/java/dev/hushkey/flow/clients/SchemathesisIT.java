package dev.hushkey.flow.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.tool.PythonPackages;
import dev.hushkey.testing.CameraApp;
import dev.hushkey.testing.LinkedCamera;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * <a href="https://schemathesis.io">Schemathesis</a> calls every operation of the API document with
 * data that the document allows, as callers that may, and holds each answer to the document.
 */
@OnStack
class SchemathesisIT {

  private static final String PROGRAM =
      "from schemathesis.cli import schemathesis; schemathesis(prog_name='schemathesis')";

  private static final Pattern TESTED =
      Pattern.compile("Selected: (\\d+)/(\\d+)\\s+Tested: \\1\\b");

  /** The warning, up to the advice after it. */
  private static final Pattern REFUSED =
      Pattern.compile("^Authentication failed: .*?^💡", Pattern.DOTALL | Pattern.MULTILINE);

  @TempDir Path directory;

  @Test
  void everyOperation_calledAsDocumented_answersAsDocumented() throws Exception {
    // not alice's: some operations end the links of the document's example user, and the app's
    LinkedCamera camera = LinkedCamera.ofBob().granted();
    Outcome outcome = run(settings(camera), "all");

    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThatAllWereTested(outcome);
    // An operation that refused every caller was not tested, with two exceptions. The first has no
    // caller here: it would log the app's user out, whom other operations need
    // (GlobalTokenRevocationIT calls it). Hand-outs may come after a revocation that ended the
    // link.
    assertThat(refusedEveryCaller(outcome))
        .isSubsetOf("POST /v1/global-token-revocation", "POST /v1/handouts");
  }

  private static List<String> refusedEveryCaller(Outcome outcome) {
    return REFUSED
        .matcher(outcome.output())
        .results()
        .flatMap(warning -> warning.group().lines())
        .filter(line -> line.startsWith("  - "))
        .map(line -> line.substring(4))
        .toList();
  }

  @Test
  void everyOperation_calledWrongly_doesNotFail() throws Exception {
    String settings = settings(LinkedCamera.ofBob().granted()).replace("positive\"", "negative\"");

    Outcome outcome = run(settings, "not_a_server_error");

    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThatAllWereTested(outcome);
  }

  private static void assertThatAllWereTested(Outcome outcome) {
    List<MatchResult> runs = TESTED.matcher(outcome.output()).results().toList();
    assertThat(runs).as(outcome.output()).hasSize(2);
    assertThat(runs.stream().mapToInt(run -> Integer.parseInt(run.group(1))).sum())
        .isEqualTo(Integer.parseInt(runs.getFirst().group(2)));
  }

  private record Outcome(int exitCode, String output) {}

  private static String settings(LinkedCamera camera) throws IOException {
    return Files.readString(Path.of("src/test/resources/clients/schemathesis.toml"))
        .replace("@user@", camera.owner())
        .replace("@device@", camera.device().value())
        .replace("@token@", camera.accessToken())
        .replace("@link@", camera.link().toString());
  }

  /** Each listener with its own operations, beside each other. */
  private Outcome run(String settings, String checks) throws Exception {
    Path file = Files.writeString(directory.resolve("schemathesis.toml"), settings);
    String inner = TestStack.current().hushkey().innerAddress();
    String outer = new Linking(TestStack.current()).issuer();
    Process ofInner = start(file, checks, inner, "--include-path-regex", "^/q/");
    Process ofOuter = start(file, checks, outer, "--exclude-path-regex", "^/q/");
    String output = read(ofOuter) + read(ofInner);
    return new Outcome(ofOuter.waitFor() + ofInner.waitFor(), output);
  }

  private Process start(Path settings, String checks, String url, String... which)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "-c", PROGRAM));
    command.addAll(List.of("--config-file", settings.toString(), "run", "--checks", checks));
    command.addAll(List.of("--url", url));
    command.addAll(List.of(which));
    command.add(Path.of("docs/api/openapi.yaml").toAbsolutePath().toString());
    Path place = Files.createTempDirectory(directory, "run");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(place.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static String read(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static Map<String, String> environment() {
    LocalStack stack = TestStack.current();
    return Map.of(
        "PYTHONPATH",
        PythonPackages.fetch("schemathesis", "clients/schemathesis-requirements.txt").toString(),
        "PYTHONDONTWRITEBYTECODE",
        "1",
        "BACKEND_TOKEN",
        stack.keycloak().serviceToken("camera-backend"),
        "SKILL_TOKEN",
        stack.keycloak().serviceToken("alexa-skill"),
        "ADMIN_TOKEN",
        stack.keycloak().serviceToken("hushkey-admin"),
        "APP_TOKEN",
        CameraApp.of("alice").token(),
        "CLIENT_SECRET",
        stack.clientSecret(StackAssistant.ALEXA));
  }
}
