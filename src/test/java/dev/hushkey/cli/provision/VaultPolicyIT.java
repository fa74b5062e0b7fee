package dev.hushkey.cli.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.stack.openbao.DevOpenBao;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** {@code vault provision} on a Vault that is empty at first, and what each policy then allows. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VaultPolicyIT {

  private static final List<String> ASSISTANTS = List.of("alexa", "google");

  @TempDir static Path home;
  private static final Map<String, String> tokens = new HashMap<>();
  private static DevOpenBao bao;
  private static Path token;

  @BeforeAll
  static void start() throws IOException {
    bao = DevOpenBao.start();
    String policy = VaultPolicies.render("provision", ASSISTANTS, "transit");
    bao.write("sys/policies/acl/hushkey-provision", Map.of("policy", policy));
    token = Files.writeString(home.resolve("token"), bao.tokenWith("hushkey-provision") + "\n");
  }

  @AfterAll
  static void stop() {
    bao.close();
  }

  @Test
  @Order(1)
  void provision_dryRunOnAnEmptyVault_showsAllAndChangesNothing() {
    CliRun.Result shown = provision("--dry-run");

    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("+ sys/mounts/transit", "+ sys/policies/acl/hushkey-serve")
        .contains("+ path \"transit/encrypt/hushkey-google\" {")
        .endsWith("Nothing was changed.\n");
    assertThat(bao.read("sys/mounts").at("/data").has("transit/")).isFalse();
  }

  @Test
  @Order(2)
  void provision_anEmptyVault_setsItUpAndAgainChangesNothing() {
    CliRun.Result first = provision();
    CliRun.Result second = provision();

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(bao.read("transit/keys/hushkey-google").at("/data/derived").asBoolean()).isTrue();
    assertThat(second.out()).endsWith("\n0 changed.\n").doesNotContain("~ ", "+ ");
  }

  @Test
  @Order(3)
  void provision_somebodyWidenedAPolicy_showsTheLinesAndMendsIt() {
    String widened =
        VaultPolicies.render("serve", ASSISTANTS, "transit")
            .replaceFirst("\\[\"update\"]", "[\"update\", \"delete\"]");
    bao.write("sys/policies/acl/hushkey-serve", Map.of("policy", widened));

    assertThat(provision("--dry-run").out())
        .contains(
            "~ sys/policies/acl/hushkey-serve\n    -   capabilities = [\"update\", \"delete\"]\n"
                + "    +   capabilities = [\"update\"]")
        .endsWith("1 to change. Nothing was changed.\n");
    assertThat(provision().out()).endsWith("\n1 changed.\n");
    assertThat(provision("--dry-run").out()).contains("\n0 to change.");
  }

  @Test
  @Order(4)
  void provision_keyOfAnotherKind_isAConflictThatStaysAsItIs() {
    bao.write("transit/keys/hushkey-fourth", Map.of("derived", false));
    CliRun.Result result =
        CliRun.in(home)
            .run(
                "vault",
                "provision",
                "--assistants=fourth",
                "--vault-address=" + bao.address(),
                "--vault-token-file=" + write("root", bao.rootToken()),
                "--dry-run");

    assertThat(result.exitCode()).isEqualTo(ExitCode.UNEXPECTED);
    assertThat(result.out())
        .contains("! transit/keys/hushkey-fourth\n    - derived false\n    + derived true");
  }

  @Test
  @Order(5)
  void provision_rotationEvery30Days_isLeftToVault() {
    provision("--rotate-every=30");

    assertThat(bao.read("transit/keys/hushkey-alexa").at("/data/auto_rotate_period").asLong())
        .isEqualTo(30 * 24 * 3600);
    assertThat(provision("--rotate-every=30", "--dry-run").out()).contains("\n0 to change.");
  }

  @ParameterizedTest
  @Order(6)
  @CsvFileSource(
      resources = "/vault/policies.csv",
      delimiter = '|',
      quoteCharacter = '\'',
      numLinesToSkip = 1)
  void policy_isAllowedWhatTheTableSaysAndNothingElse(
      String policy, String method, String path, String body, boolean allowed) {
    String holder = tokens.computeIfAbsent(policy, name -> bao.tokenWith("hushkey-" + name));
    int status = bao.status(holder, method, path, body == null ? "" : body);

    if (allowed) {
      assertThat(status).isNotEqualTo(403).isLessThan(500);
    } else {
      assertThat(status).isEqualTo(403);
    }
  }

  @Test
  @Order(7)
  void provision_wrongToken_saysWhatItNeeds() {
    CliRun.Result result =
        CliRun.in(home)
            .piping("not-a-token")
            .run(
                "vault",
                "provision",
                "--assistants=alexa",
                "--vault-address=" + bao.address(),
                "--vault-token-file=-");

    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED);
    assertThat(result.err())
        .contains("its policy does not allow this")
        .doesNotContain("not-a-token");
  }

  private static CliRun.Result provision(String... more) {
    String[] all = new String[5 + more.length];
    all[0] = "vault";
    all[1] = "provision";
    all[2] = "--assistants=" + String.join(",", ASSISTANTS);
    all[3] = "--vault-address=" + bao.address();
    all[4] = "--vault-token-file=" + token;
    System.arraycopy(more, 0, all, 5, more.length);
    return CliRun.in(home).run(all);
  }

  private static Path write(String name, String content) {
    try {
      return Files.writeString(home.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
