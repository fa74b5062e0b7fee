package dev.hushkey.cli.provision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.stack.openbao.DevOpenBao;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code vault provision} on a Vault that is empty at first, and what each policy then allows. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VaultPolicyIT {

  private static final List<String> ASSISTANTS = List.of("alexa", "google");
  private static final String SERVE = "auth/approle/role/hushkey-serve";
  private static final String ROTATE = "auth/approle/role/hushkey-rotate";
  private static final String GOOGLE = "transit/keys/hushkey-google";
  private static final String ALEXA = "transit/keys/hushkey-alexa";
  private static final int FORBIDDEN = 403;

  @TempDir static Path home;
  private static final Map<String, String> holders = new TreeMap<>();
  private static DevOpenBao bao;
  private static Path token;

  @BeforeAll
  static void start() {
    bao = DevOpenBao.start();
    String policy = VaultPolicies.render("provision", ASSISTANTS, "transit");
    bao.write("sys/policies/acl/hushkey-provision", Map.of("policy", policy));
    token = write("token", bao.tokenWith("hushkey-provision") + "\n");
  }

  @AfterAll
  static void stop() {
    bao.close();
  }

  @Test
  @Order(1)
  void provision_dryRunOnAnEmptyVault_showsAllAndChangesNothing() {
    CliRun.Result shown = provision("--dry-run");

    assertThat(shown.exitCode()).as(shown.err()).isEqualTo(ExitCode.DIFFERENT);
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
    assertThat(second.exitCode()).as(second.out()).isZero();
    assertThat(second.out()).endsWith("\n0 changed.\n").doesNotContain("~ ", "+ ", "! ", "· ");
  }

  @Test
  @Order(3)
  void provision_somebodyWidenedAPolicy_showsTheLinesAndMendsIt() {
    String widened =
        VaultPolicies.render("serve", ASSISTANTS, "transit")
            .replaceFirst("\\[\"update\"]", "[\"update\", \"delete\"]");
    bao.write("sys/policies/acl/hushkey-serve", Map.of("policy", widened));

    CliRun.Result shown = provision("--dry-run");
    assertThat(shown.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(shown.out())
        .contains(
            "~ sys/policies/acl/hushkey-serve\n    -   capabilities = [\"update\", \"delete\"]\n"
                + "    +   capabilities = [\"update\"]")
        .endsWith("1 to change. Nothing was changed.\n");
    assertThat(provision().out()).endsWith("\n1 changed.\n");
    CliRun.Result after = provision("--dry-run");
    assertThat(after.exitCode()).isZero();
    assertThat(after.out()).contains("\n0 to change.");
  }

  /**
   * What somebody did by hand, how it is shown, and how the test takes it back.
   *
   * @param undone empty where the command does
   */
  record Drift(String path, Map<String, ?> done, String line, Map<String, ?> undone) {

    static Drift of(String path, String field, Object value, String line) {
      return new Drift(path, Map.of(field, value), line, Map.of());
    }

    static Drift of(String path, String field, Object value, String line, Object undone) {
      return new Drift(path, Map.of(field, value), line, Map.of(field, undone));
    }

    String shownAt() {
      return path.replaceAll("/(config|tune)$", "");
    }
  }

  static List<Drift> mended() {
    return List.of(
        Drift.of(SERVE, "token_policies", "hushkey-serve,other", "- token_policies [\"hushkey-se"),
        Drift.of(SERVE, "token_no_default_policy", false, "- token_no_default_policy false"),
        Drift.of(SERVE, "token_ttl", 60, "- token_ttl 60"),
        Drift.of(SERVE, "token_max_ttl", 90, "- token_max_ttl 90"),
        Drift.of(SERVE, "token_explicit_max_ttl", 90, "- token_explicit_max_ttl 90"),
        Drift.of(ROTATE, "token_period", 60, "- token_period 60"),
        Drift.of(ROTATE, "token_num_uses", 7, "- token_num_uses 7"),
        Drift.of(ROTATE, "token_type", "service", "- token_type \"service\""),
        new Drift(
            ROTATE,
            Map.of("bind_secret_id", false, "token_bound_cidrs", "0.0.0.0/1"),
            "- bind_secret_id false",
            Map.of("bind_secret_id", true, "token_bound_cidrs", List.of())));
  }

  static List<Drift> unsaid() {
    return List.of(
        Drift.of(SERVE, "secret_id_ttl", 60, "- secret_id_ttl 60", 0),
        Drift.of(SERVE, "secret_id_num_uses", 3, "- secret_id_num_uses 3", 0),
        Drift.of(
            SERVE,
            "secret_id_bound_cidrs",
            "10.0.0.0/8",
            "- secret_id_bound_cidrs [\"10.0.0.0/8\"]",
            List.of()),
        Drift.of(
            SERVE,
            "token_bound_cidrs",
            "10.0.0.0/8",
            "- token_bound_cidrs [\"10.0.0.0/8\"]",
            List.of()),
        Drift.of(ALEXA + "/config", "auto_rotate_period", "24h", "- auto_rotate_period 86400", 0));
  }

  static List<Drift> forAPerson() {
    String provision = VaultPolicies.render("provision", ASSISTANTS, "transit");
    String shred = VaultPolicies.render("shred", ASSISTANTS, "transit");
    String inTheClear = "- config.audit_non_hmac_request_keys ";
    return List.of(
        Drift.of(ALEXA + "/config", "deletion_allowed", true, "- deletion_allowed true", false),
        new Drift(
            ALEXA + "/config",
            Map.of("min_decryption_version", 2),
            "- min_decryption_version 2  (versions 1 to 1 are kept but open nothing",
            Map.of("min_decryption_version", 1)),
        Drift.of(
            GOOGLE + "/config", "min_encryption_version", 2, "- min_encryption_version 2  (", 0),
        Drift.of(
            "sys/mounts/transit/tune",
            "audit_non_hmac_request_keys",
            List.of("plaintext"),
            inTheClear + "[\"plaintext\"]",
            List.of()),
        Drift.of(
            "sys/mounts/transit/tune",
            "passthrough_request_headers",
            List.of("Authorization"),
            "- config.passthrough_request_headers [\"Authorization\"]",
            List.of()),
        Drift.of(
            "sys/auth/approle/tune",
            "audit_non_hmac_request_keys",
            List.of("secret_id"),
            inTheClear + "[\"secret_id\"]",
            List.of()),
        Drift.of(
            "sys/policies/acl/hushkey-provision",
            "policy",
            provision + "\npath \"sys/raw\" { capabilities = [\"read\"] }\n",
            "- path \"sys/raw\" { capabilities = [\"read\"] }",
            provision),
        new Drift(
            "sys/policies/acl/hushkey-shred",
            Map.of("policy", shred, "ttl", "1h"),
            "- expiration ",
            Map.of("policy", shred)));
  }

  static Stream<Arguments> drift() {
    return Stream.of(
        Arguments.of("~", mended()), Arguments.of("·", unsaid()), Arguments.of("!", forAPerson()));
  }

  @ParameterizedTest
  @Order(4)
  @MethodSource
  void drift(String sign, List<Drift> planted) {
    for (String key : List.of(ALEXA, GOOGLE)) {
      bao.write(key + "/rotate", Map.of());
    }
    planted.forEach(drift -> bao.write(drift.path(), drift.done()));

    CliRun.Result shown = provision("--dry-run");
    CliRun.Result done = provision();
    planted.stream()
        .filter(drift -> !drift.undone().isEmpty())
        .forEach(drift -> bao.write(drift.path(), drift.undone()));
    CliRun.Result after = provision("--dry-run");

    assertThat(shown.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    for (Drift drift : planted) {
      assertThat(shown.out().lines()).contains(sign + " " + drift.shownAt());
      assertThat(shown.out()).contains("\n    " + drift.line());
    }
    boolean mends = sign.equals("~");
    assertThat(done.exitCode()).isEqualTo(mends ? ExitCode.OK : ExitCode.DIFFERENT);
    assertThat(after.exitCode()).as(after.out()).isZero();
  }

  @Test
  @Order(5)
  void provision_keysOfAnotherKind_areConflictsThatStayAsTheyAre() {
    bao.write("transit/keys/hushkey-fourth", Map.of("derived", false));
    bao.write(
        "transit/keys/hushkey-fifth",
        Map.of("derived", true, "convergent_encryption", true, "exportable", true));
    bao.write("transit/keys/hushkey-fifth/config", Map.of("allow_plaintext_backup", true));
    CliRun.Result result =
        CliRun.in(home)
            .run(
                "vault",
                "provision",
                "--assistants=fourth,fifth",
                "--vault-address=" + bao.address(),
                "--vault-token-file=" + write("root", bao.rootToken()),
                "--dry-run");

    assertThat(result.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(result.out())
        .contains("! transit/keys/hushkey-fourth\n    - derived false\n    + derived true")
        .contains("\n! transit/keys/hushkey-fifth\n")
        .contains("- exportable true", "- convergent_encryption true")
        .contains("- allow_plaintext_backup true");
  }

  @Test
  @Order(6)
  void provision_rotationEvery30Days_isLeftToVaultAndNotForgotten() {
    provision("--rotate-every=30");

    assertThat(bao.read(ALEXA).at("/data/auto_rotate_period").asLong()).isEqualTo(30 * 24 * 3600);
    assertThat(provision("--rotate-every=30", "--dry-run").exitCode()).isZero();
    assertThat(provision().exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(bao.read(ALEXA).at("/data/auto_rotate_period").asLong()).isEqualTo(30 * 24 * 3600);
    assertThat(provision("--rotate-every=0").exitCode()).isZero();
    assertThat(bao.read(ALEXA).at("/data/auto_rotate_period").asLong()).isZero();
  }

  @Test
  @Order(7)
  void provision_bounds_areWrittenAndKeptUntilTakenBack() {
    String before = secretId("hushkey-serve");
    String[] bounds = {
      "--secret-id-ttl=48",
      "--secret-id-num-uses=20",
      "--secret-id-bound-cidrs=10.0.0.0/8,10.1.2.3/32",
      "--token-bound-cidrs=10.0.0.0/8,10.1.2.3/32"
    };
    CliRun.Result bound = provision(bounds);

    assertThat(bound.exitCode()).as(bound.out() + bound.err()).isZero();
    assertThat(bound.err()).contains("logs in at each start and every four hours");
    assertThat(provision(with(bounds, "--dry-run")).exitCode()).isZero();
    JsonNode role = bao.read(SERVE).at("/data");
    assertThat(role.path("secret_id_ttl").asLong()).isEqualTo(48 * 3600);
    assertThat(role.path("secret_id_num_uses").asInt()).isEqualTo(20);
    // from here, even with a secret-id made before
    assertThat(logIn("hushkey-serve", before)).isGreaterThanOrEqualTo(400);
    assertThat(lookUp(secretId("hushkey-serve")).path("secret_id_ttl").asLong())
        .isEqualTo(48 * 3600);

    CliRun.Result forgotten = provision();
    assertThat(forgotten.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(forgotten.out())
        .contains("· " + SERVE, "say what it should be, --secret-id-bound-cidrs=NETWORKS or none");
    assertThat(bao.read(SERVE).at("/data")).isEqualTo(role);

    CliRun.Result loosened =
        provision(
            "--secret-id-ttl=0",
            "--secret-id-num-uses=0",
            "--secret-id-bound-cidrs=none",
            "--token-bound-cidrs=none");
    assertThat(loosened.exitCode()).as(loosened.out()).isZero();
    assertThat(logIn("hushkey-serve", before)).isEqualTo(200);
  }

  @Test
  @Order(8)
  void provision_aTokenBoundToAnotherNetwork_isWorthlessHere() {
    String secretId = secretId("hushkey-serve");
    assertThat(provision("--token-bound-cidrs=10.0.0.0/8").exitCode()).isZero();

    String stolen = tokenOf("hushkey-serve", secretId);
    int status = bao.status(stolen, "GET", "auth/token/lookup-self", "");

    assertThat(provision("--token-bound-cidrs=none").exitCode()).isZero();
    assertThat(status).isEqualTo(FORBIDDEN);
  }

  @Test
  @Order(9)
  void provision_podsThatLogIn_getRolesOfTheirServiceAccountOnly() {
    String[] pods = {
      "--kubernetes-namespace=cameras",
      "--kubernetes-service-account=hushkey",
      "--without-app-roles"
    };
    CliRun.Result notMounted = provision(pods);
    bao.write("sys/auth/kubernetes", Map.of("type", "kubernetes"));
    CliRun.Result notConfigured = provision(pods);
    bao.write(
        "auth/kubernetes/config",
        Map.of(
            "kubernetes_host",
            "https://kubernetes.default.svc",
            "kubernetes_ca_cert",
            "of a test"));
    CliRun.Result ready = provision(pods);

    assertThat(notMounted.exitCode()).isNotZero();
    assertThat(notMounted.out() + notMounted.err()).contains("auth/kubernetes");
    assertThat(notConfigured.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(notConfigured.out())
        .contains("! auth/kubernetes/config\n    + kubernetes_host  (by hand: bao write ");
    assertThat(ready.exitCode()).as(ready.out()).isZero();
    JsonNode role = bao.read("auth/kubernetes/role/hushkey-rotate").at("/data");
    assertThat(role.at("/bound_service_account_names").toString()).isEqualTo("[\"hushkey\"]");
    assertThat(role.at("/bound_service_account_namespaces").toString()).isEqualTo("[\"cameras\"]");
    assertThat(role.at("/audience").asText()).isEqualTo("vault");
    assertThat(role.at("/token_policies").toString()).isEqualTo("[\"hushkey-rotate\"]");

    bao.write(
        "auth/kubernetes/role/hushkey-serve",
        Map.of("bound_service_account_namespaces", "*", "audience", ""));
    assertThat(provision(with(pods, "--dry-run")).out())
        .contains("~ auth/kubernetes/role/hushkey-serve")
        .contains("- audience (not set)", "- bound_service_account_namespaces [\"*\"]");
    assertThat(provision(pods).exitCode()).isZero();
  }

  @Test
  @Order(10)
  void policies_allHaveAHolderInTheTable() {
    logInAll();

    assertThat(holders.keySet()).isEqualTo(new TreeSet<>(VaultPolicies.NAMES));
  }

  @ParameterizedTest
  @Order(11)
  @CsvFileSource(
      resources = "/vault/policies.csv",
      delimiter = '|',
      quoteCharacter = '\'',
      numLinesToSkip = 1)
  void policies_allowWhatTheTableSaysAndNothingElse(
      String method, String path, String body, String whoMay) {
    logInAll();
    Map<String, Integer> refused = new TreeMap<>();
    Map<String, Integer> allowed = new TreeMap<>();
    holders.forEach(
        (policy, holder) -> {
          int status = bao.status(holder, method, path, body == null ? "" : body);
          (status == FORBIDDEN ? refused : allowed).put(policy, status);
        });

    assertThat(allowed.keySet())
        .isEqualTo(
            whoMay.equals("-") ? new TreeSet<>() : new TreeSet<>(Arrays.asList(whoMay.split(" "))));
    // a request that reached its handler: in order, or at fault itself
    assertThat(allowed.values()).allMatch(status -> status < 500);
    assertThat(refused).hasSize(holders.size() - allowed.size());
  }

  @Test
  @Order(12)
  void serviceToken_renewedForAYear_endsAfterFourHours() {
    logInAll();
    JsonNode renewed = bao.renew(holders.get("serve"), "8760h").at("/auth");

    assertThat(renewed.path("lease_duration").asLong()).isBetween(1L, 4 * 3600L);
    assertThat(renewed.path("token_policies").toString()).isEqualTo("[\"hushkey-serve\"]");
    assertThat(renewed.path("num_uses").asInt()).isZero();
  }

  @Test
  @Order(13)
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

  @Test
  @Order(14)
  void inspect_comparesAndCannotWrite() {
    Path inspector = write("inspector", bao.tokenWith("hushkey-inspect"));
    CliRun.Result compared = provisionAs(inspector, "--dry-run");
    bao.write(SERVE, Map.of("token_ttl", 60));
    CliRun.Result found = provisionAs(inspector, "--dry-run");
    CliRun.Result refused = provisionAs(inspector);
    provision();

    assertThat(compared.exitCode()).as(compared.err() + compared.out()).isZero();
    assertThat(found.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED);
  }

  /** Last, since nothing works afterwards. */
  @Test
  @Order(15)
  void seal_isAllowedToItsHolderAlone() {
    logInAll();
    Map<String, Integer> answers = new TreeMap<>();
    holders.forEach(
        (policy, holder) -> {
          if (!policy.equals("seal")) {
            answers.put(policy, bao.status(holder, "PUT", "sys/seal", ""));
          }
        });
    int sealed = bao.status(holders.get("seal"), "PUT", "sys/seal", "");

    assertThat(answers.values()).hasSize(holders.size() - 1).containsOnly(FORBIDDEN);
    assertThat(sealed).isEqualTo(204);
    assertThat(bao.status("", "GET", "sys/health", "")).isEqualTo(503);
  }

  /** As each holder would get it: the service's two by AppRole, people's from an administrator. */
  private static void logInAll() {
    if (!holders.isEmpty()) {
      return;
    }
    bao.write("sys/namespaces/other", Map.of());
    bao.write("other/sys/mounts/transit", Map.of("type", "transit"));
    bao.write("other/transit/keys/hushkey-alexa", Map.of());
    bao.write("transit/keys/somebody-elses", Map.of());
    for (String machine : List.of("serve", "rotate")) {
      String role = "hushkey-" + machine;
      holders.put(machine, tokenOf(role, secretId(role)));
    }
    for (String policy : List.of("shred", "seal", "inspect", "provision")) {
      holders.put(policy, bao.tokenWith("hushkey-" + policy));
    }
  }

  private static String secretId(String role) {
    return bao.write("auth/approle/role/" + role + "/secret-id", Map.of())
        .at("/data/secret_id")
        .asText();
  }

  private static JsonNode lookUp(String secretId) {
    return bao.write(SERVE + "/secret-id/lookup", Map.of("secret_id", secretId)).at("/data");
  }

  private static Map<String, String> credentials(String role, String secretId) {
    String roleId = bao.read("auth/approle/role/" + role + "/role-id").at("/data/role_id").asText();
    return Map.of("role_id", roleId, "secret_id", secretId);
  }

  private static String tokenOf(String role, String secretId) {
    return bao.write("auth/approle/login", credentials(role, secretId))
        .at("/auth/client_token")
        .asText();
  }

  private static int logIn(String role, String secretId) {
    Map<String, String> login = credentials(role, secretId);
    return bao.status(
        "",
        "POST",
        "auth/approle/login",
        "{\"role_id\":\"%s\",\"secret_id\":\"%s\"}"
            .formatted(login.get("role_id"), login.get("secret_id")));
  }

  private static CliRun.Result provision(String... more) {
    return provisionAs(token, more);
  }

  private static CliRun.Result provisionAs(Path tokenFile, String... more) {
    String[] command = {
      "vault",
      "provision",
      "--assistants=" + String.join(",", ASSISTANTS),
      "--vault-address=" + bao.address(),
      "--vault-token-file=" + tokenFile
    };
    return CliRun.in(home).run(with(command, more));
  }

  private static String[] with(String[] first, String... more) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new);
  }

  private static Path write(String name, String content) {
    try {
      return Files.writeString(home.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
