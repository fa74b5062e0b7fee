package dev.hushkey.seal.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.hushkey.cli.provision.KubernetesAccount;
import dev.hushkey.cli.provision.OperatorVault;
import dev.hushkey.cli.provision.VaultPlan;
import dev.hushkey.cli.provision.VaultPolicies;
import dev.hushkey.cli.provision.VaultProvisioning;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.TestSeal;
import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.MovableClock;
import dev.hushkey.stack.openbao.DevOpenBao;
import dev.hushkey.testing.CapturedLog;
import dev.hushkey.testing.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way to log in, at a real OpenBao with its own agent and proxy. */
class LoginIT {

  private static final SealBinding ALICE = TestSeal.aliceLink();
  private static final SecretText TOKEN = SecretText.of("Atza|the-token-of-alice");

  @TempDir static Path files;
  private static TestCertificate certificate;
  private static DevOpenBao bao;

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.make(files, "vault");
    bao = DevOpenBao.start(certificate.certificate(), certificate.key(), certificate.certificate());
    setUp(Map.of());
  }

  @AfterAll
  static void stop() {
    if (bao != null) {
      bao.close();
    }
  }

  @Test
  void appRole_wrappedSecretId_isUnwrappedOnceAndServesEveryLogIn() throws IOException {
    try (TestSeal seal = new TestSeal(wrapped(wrappedSecretId()))) {
      assertSeals(seal);
      seal.clock.move(Duration.ofHours(5));
      assertSeals(seal);
    }
  }

  @Test
  void appRole_wrappingTokenUsedBefore_isAnAlarm() throws IOException {
    String token = wrappedSecretId();
    bao.write("sys/wrapping/unwrap", Map.of("token", token)); // the thief
    try (TestSeal seal = new TestSeal(wrapped(token));
        CapturedLog log = CapturedLog.start()) {
      assertUnavailable(seal);
      assertThat(log.text()).contains("ALARM: the wrapping token").doesNotContain(token);
    }
  }

  @Test
  void appRole_wrappingTokenOfSomethingElse_isAnAlarm() throws IOException {
    String token =
        bao.write("sys/wrapping/wrap", Map.of("secret_id", "planted"), wrapFor("60s"))
            .at("/wrap_info/token")
            .asText();
    try (TestSeal seal = new TestSeal(wrapped(token));
        CapturedLog log = CapturedLog.start()) {
      assertUnavailable(seal);
      assertThat(log.text()).contains("was not made as a secret-id");
    }
  }

  @Test
  void appRole_tokenRevoked_logsInAnew() throws Exception {
    try (TestSeal seal = new TestSeal(appRole(at(bao.address()), Map.of(), "revoked"))) {
      assertSeals(seal);
      String token = seal.session.ask(vault -> vault.auth().lookupSelf().getId());
      bao.write("auth/token/revoke", Map.of("token", token));
      assertSeals(seal);
    }
  }

  @Test
  void kubernetes_serviceAccountReviewed_logsInAndReadsTheNextTokenOfThePod() throws Exception {
    Path jwt = Files.writeString(files.resolve("jwt"), serviceAccount("pod-1"));
    HttpsServer reviewer = reviewer();
    try {
      bao.write("sys/auth/kubernetes", Map.of("type", "kubernetes"));
      bao.write(
          "auth/kubernetes/config",
          Map.of(
              "kubernetes_host",
              "https://127.0.0.1:" + reviewer.getAddress().getPort(),
              "kubernetes_ca_cert",
              Files.readString(certificate.certificate()),
              "token_reviewer_jwt",
              serviceAccount("reviewer"),
              "disable_iss_validation",
              true));
      provision(new KubernetesAccount("kubernetes", "cameras", "hushkey", "https://kubernetes"));
      Map<String, String> settings = at(bao.address());
      settings.put("hushkey.vault.kubernetes.role", "hushkey-serve");
      settings.put("hushkey.vault.kubernetes.jwt-file", jwt.toString());
      try (TestSeal seal = new TestSeal(settings)) {
        assertSeals(seal);

        Files.writeString(jwt, serviceAccount("expired"));
        seal.clock.move(Duration.ofMinutes(20));
        assertUnavailable(seal);

        Files.writeString(jwt, serviceAccount("pod-2"));
        seal.clock.move(VaultSession.BELIEVE_REFUSAL);
        assertSeals(seal);
      }
    } finally {
      reviewer.stop(0);
    }
  }

  @Test
  void tokenFile_writtenByAnAgent_isTakenUpAgainWhenItChanges() throws Exception {
    Path sink = files.resolve("sink");
    try (AutoCloseable _ = bao.assistant("agent", autoAuth(sink))) {
      await().until(() -> Files.exists(sink) && !Files.readString(sink).isBlank());
      Map<String, String> settings = at(bao.address());
      settings.put("hushkey.vault.token-file", sink.toString());
      try (TestSeal seal = new TestSeal(settings)) {
        assertSeals(seal);
        String first = Files.readString(sink).strip();

        // What an agent does after the longest life of its token is over
        String second = appRoleToken();
        Files.writeString(sink, second);
        seal.session.renewWhenDue();
        bao.write("auth/token/revoke", Map.of("token", first));
        assertSeals(seal);

        // and when nobody looked in time
        Files.writeString(sink, appRoleToken());
        bao.write("auth/token/revoke", Map.of("token", second));
        assertSeals(seal);
      }
    }
  }

  @Test
  void agent_proxyThatAddsItsToken_needsNoneOfOurs() throws Exception {
    int port = DevOpenBao.freePort();
    String config =
        autoAuth(files.resolve("sink-of-the-proxy"))
            + """
            api_proxy {
              use_auto_auth_token = "force"
            }
            listener "tcp" {
              address                = "127.0.0.1:%d"
              tls_disable            = true
              require_request_header = true
            }
            """
                .formatted(port);
    try (AutoCloseable _ = bao.assistant("proxy", config)) {
      Map<String, String> settings = at("http://127.0.0.1:" + port);
      settings.put("hushkey.vault.agent", "true");
      // it takes a moment to listen, and until then there is no answer
      await()
          .ignoreExceptionsInstanceOf(FailureException.class)
          .untilAsserted(
              () -> {
                try (TestSeal seal = new TestSeal(settings)) {
                  assertSeals(seal);
                }
              });
    }
  }

  @Test
  void namespace_withItsOwnMountsAndRoles_isWhereWeWork() throws IOException {
    bao.write("sys/namespaces/cameras", Map.of());
    Map<String, String> inside = Map.of("X-Vault-Namespace", "cameras");
    setUp(inside);
    Map<String, String> settings = appRole(at(bao.address()), inside, "in-namespace");

    try (TestSeal outside = new TestSeal(settings)) {
      assertUnavailable(outside);
    }
    settings.put("hushkey.vault.namespace", "cameras");
    try (TestSeal seal = new TestSeal(settings)) {
      assertSeals(seal);
      assertThat(TestSeal.await(seal.health.call()).getStatus().name()).isEqualTo("UP");
    }
  }

  @Test
  void tls_authorityAndClientCertificateOfOurOwn_areUsed() throws IOException {
    Map<String, String> settings = appRole(at(bao.tlsAddress()), Map.of(), "tls");
    try (TestSeal stranger = new TestSeal(settings)) {
      assertUnavailable(stranger);
    }
    settings.put("hushkey.vault.tls.ca-file", certificate.certificate().toString());
    try (TestSeal withoutCertificate = new TestSeal(settings)) {
      assertUnavailable(withoutCertificate);
    }
    settings.put("hushkey.vault.tls.client-certificate-file", certificate.certificate().toString());
    settings.put("hushkey.vault.tls.client-key-file", certificate.key().toString());
    try (TestSeal seal = new TestSeal(settings)) {
      assertSeals(seal);
    }
  }

  @Test
  void production_rootTokenInTheFile_isRefused() throws IOException {
    Path file = Files.writeString(files.resolve("root-token"), bao.rootToken());
    Map<String, String> settings = at(bao.address());
    settings.put("hushkey.vault.token-file", file.toString());

    assertThatThrownBy(() -> productionSession(settings).ensureLoggedIn())
        .isInstanceOf(UnsafeVault.class)
        .hasMessageContaining("policy root");
  }

  @Test
  void production_developmentServer_isRefusedAndTheStacksOwnIsNot() throws Exception {
    Map<String, String> settings = appRole(at(bao.address()), Map.of(), "development");

    assertThatThrownBy(() -> productionSession(settings).ensureLoggedIn())
        .isInstanceOf(UnsafeVault.class)
        .hasMessageContaining("development server");
    productionSession(TestStack.current().hushkeyConfig()).ensureLoggedIn();
  }

  @Test
  void guarded_theStacksOwnLogIns_mayDoNoMoreThanTheyNeed() throws Exception {
    Map<String, String> stack = TestStack.current().hushkeyConfig();
    productionSession(stack).ensureLoggedIn();
    String rotate = "hushkey.vault.rotate.";
    for (String file : List.of("app-role.role-id-file", "app-role.secret-id-file")) {
      stack.put("hushkey.vault." + file, stack.get(rotate + file));
    }
    productionSession(stack).ensureLoggedIn();
  }

  @ParameterizedTest
  @CsvSource({
    "transit/export/*, read, export keys",
    "transit/backup/*, read, export keys",
    "transit/keys/*, delete, delete keys",
    "transit/keys/+/config, update, change keys",
    "transit/keys/+/trim, update, end versions of keys",
    "sys/policies/acl/*, read, read or write policies",
    "sys/policies/*, update, read or write policies",
    "auth/token/create, update, make tokens",
    "auth/approle/role/*, update, make log-ins",
    "sys/audit/*, sudo, switch the audit log off",
    "sys/*, read, change mounts",
    "identity/*, create, change identities",
    "*, list, do everything"
  })
  void guarded_tokenThatMayDoMore_isRefusedAndSaysWhat(
      String path, String capability, String meaning) throws IOException {
    String policy =
        VaultPolicies.render("serve", List.of("alexa"), "transit")
            + "path \"%s\" { capabilities = [\"%s\"] }".formatted(path, capability);
    assertThatThrownBy(() -> productionSession(withPolicy(policy)).ensureLoggedIn())
        .isInstanceOf(UnsafeVault.class)
        .hasMessageContaining("our Vault token may do more than Hushkey needs")
        .hasMessageContaining(meaning);
  }

  @Test
  void guarded_tokenThatMayNotAskWhatItMayDo_isRefused() {
    String policy = "path \"auth/token/lookup-self\" { capabilities = [\"read\"] }";
    assertThatThrownBy(() -> productionSession(withPolicy(policy)).ensureLoggedIn())
        .isInstanceOf(UnsafeVault.class)
        .hasMessageContaining("may not ask what it may do");
  }

  private static Map<String, String> withPolicy(String policy) throws IOException {
    bao.write("sys/policies/acl/planted", Map.of("policy", policy));
    Map<String, ?> wanted = Map.of("policies", List.of("planted"), "no_default_policy", true);
    String token = bao.write("auth/token/create", wanted).at("/auth/client_token").asText();
    Map<String, String> settings = at(bao.address());
    Path file = Files.writeString(Files.createTempFile(files, "planted", ""), token);
    settings.put("hushkey.vault.token-file", file.toString());
    return settings;
  }

  /** Each request of ours is a use: such a token dies in the middle of the work. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 1000})
  void token_thatMayBeUsedSoOften_isRefusedAtTheStart(int uses) throws IOException {
    String token =
        bao.write(
                "auth/token/create",
                Map.of("policies", List.of("hushkey-serve"), "num_uses", uses, "ttl", "20m"))
            .at("/auth/client_token")
            .asText();
    Map<String, String> settings = at(bao.address());
    settings.put(
        "hushkey.vault.token-file",
        Files.writeString(files.resolve("counted-" + uses), token).toString());

    assertThatThrownBy(() -> session(settings, false).ensureLoggedIn())
        .isInstanceOf(UnsafeVault.class)
        .hasMessageContaining("num_uses");
  }

  @Test
  void role_whoseTokensMayBeUsedSoOften_isRefusedAtTheStart() throws Exception {
    Map<String, String> settings = appRole(at(bao.address()), Map.of(), "counted");
    String uses = "auth/approle/role/hushkey-serve/token-num-uses";
    bao.write(uses, Map.of("token_num_uses", 50));
    try {
      assertThatThrownBy(() -> session(settings, false).ensureLoggedIn())
          .isInstanceOf(UnsafeVault.class)
          .hasMessageContaining("token_num_uses=0");
    } finally {
      bao.write(uses, Map.of("token_num_uses", 0));
    }
    session(settings, false).ensureLoggedIn();
  }

  private static VaultSession productionSession(Map<String, String> settings) {
    return session(settings, true);
  }

  private static VaultSession session(Map<String, String> settings, boolean production) {
    VaultSettings config = TestSeal.configOf(settings);
    VaultDriver driver = new VaultDriver(config);
    return new VaultSession(
        config,
        LoginMethods.of(config, VaultSettings.PREFIX, driver),
        Optional.of(new LoginSafety(driver, config.transitMount(), production)),
        new MovableClock());
  }

  private static void setUp(Map<String, String> headers) {
    bao.write("sys/mounts/transit", Map.of("type", "transit"), headers);
    bao.write("sys/auth/approle", Map.of("type", "approle"), headers);
    bao.write("transit/keys/hushkey-alexa", Map.of("derived", true), headers);
    String policy = VaultPolicies.render("serve", List.of("alexa"), "transit");
    bao.write("sys/policies/acl/hushkey-serve", Map.of("policy", policy), headers);
    bao.write(
        "auth/approle/role/hushkey-serve",
        Map.of("token_policies", List.of("hushkey-serve"), "token_ttl", "20m"),
        headers);
  }

  private static Map<String, String> at(String address) {
    Map<String, String> settings = new HashMap<>();
    settings.put("hushkey.vault.address", address);
    return settings;
  }

  private static Map<String, String> appRole(
      Map<String, String> settings, Map<String, String> headers, String name) throws IOException {
    String role = "auth/approle/role/hushkey-serve";
    String secretId =
        bao.write(role + "/secret-id", Map.of(), headers).at("/data/secret_id").asText();
    settings.put("hushkey.vault.app-role.role-id-file", roleIdFile(headers, name).toString());
    settings.put(
        "hushkey.vault.app-role.secret-id-file",
        Files.writeString(files.resolve(name + "-secret-id"), secretId).toString());
    return settings;
  }

  private static Path roleIdFile(Map<String, String> headers, String name) throws IOException {
    // a role's id can be chosen, which spares a second way to read
    bao.write("auth/approle/role/hushkey-serve/role-id", Map.of("role_id", name), headers);
    return Files.writeString(files.resolve(name + "-role-id"), name);
  }

  private static Map<String, String> wrapped(String token) throws IOException {
    Map<String, String> settings = appRole(at(bao.address()), Map.of(), "wrapped");
    Files.writeString(files.resolve("wrapped-secret-id"), token);
    settings.put("hushkey.vault.app-role.secret-id-wrapped", "true");
    return settings;
  }

  private static String wrappedSecretId() {
    return bao.write("auth/approle/role/hushkey-serve/secret-id", Map.of(), wrapFor("60s"))
        .at("/wrap_info/token")
        .asText();
  }

  private static Map<String, String> wrapFor(String time) {
    return Map.of("X-Vault-Wrap-TTL", time);
  }

  private static String appRoleToken() throws IOException {
    Map<String, String> settings = appRole(new HashMap<>(), Map.of(), "by-hand");
    String secretId =
        Files.readString(Path.of(settings.get("hushkey.vault.app-role.secret-id-file")));
    return bao.write("auth/approle/login", Map.of("role_id", "by-hand", "secret_id", secretId))
        .at("/auth/client_token")
        .asText();
  }

  /**
   * Of {@code bao agent} and {@code bao proxy}: log in by AppRole, stay so, put the token there.
   */
  private static String autoAuth(Path sink) throws IOException {
    Map<String, String> settings = appRole(new HashMap<>(), Map.of(), "auto-auth");
    return """
        vault {
          address = "%s"
        }
        auto_auth {
          method "approle" {
            config = {
              role_id_file_path                   = "%s"
              secret_id_file_path                 = "%s"
              remove_secret_id_file_after_reading = false
            }
          }
          sink "file" {
            config = {
              path = "%s"
            }
          }
        }
        """
        .formatted(
            bao.address(),
            settings.get("hushkey.vault.app-role.role-id-file"),
            settings.get("hushkey.vault.app-role.secret-id-file"),
            sink);
  }

  /** Plays the cluster's TokenReview: vouches for pods 1 and 2 of ours, and for nobody else. */
  private static HttpsServer reviewer() throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
    server.createContext(
        "/apis/authentication.k8s.io/v1/tokenreviews",
        exchange -> {
          String asked =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean ours =
              asked.contains(serviceAccount("pod-1")) || asked.contains(serviceAccount("pod-2"));
          byte[] answer =
              """
              {"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","status":{"authenticated":%s,
               "audiences":["https://kubernetes"],
               "user":{"username":"system:serviceaccount:cameras:hushkey","uid":"1",
               "groups":["system:serviceaccounts"]}}}"""
                  .formatted(ours)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(201, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** As {@code vault provision} does for pods. */
  private static void provision(KubernetesAccount account) {
    new VaultProvisioning(
            OperatorVault.at(bao.address(), SecretText.of(bao.rootToken())),
            new VaultPlan(
                List.of("alexa"),
                "transit",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(account)))
        .apply();
  }

  /** Has the form of a service account's token; only the reviewer can tell whether it is one. */
  private static String serviceAccount(String id) {
    String claims =
        """
        {"iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:cameras:hushkey","jti":"%s",
         "kubernetes.io":{"namespace":"cameras","serviceaccount":{"name":"hushkey","uid":"1"}},
         "exp":4102444800,"iat":1700000000,"nbf":1700000000,"aud":["https://kubernetes"]}"""
            .formatted(id);
    return base64("{\"alg\":\"RS256\",\"kid\":\"k\"}") + "." + base64(claims) + "." + base64("sig");
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertSeals(TestSeal seal) {
    SealedText sealed = TestSeal.await(seal.sealer.seal(TOKEN, ALICE));
    assertThat(TestSeal.await(seal.sealer.open(sealed, ALICE))).isEqualTo(TOKEN);
  }

  private static void assertUnavailable(TestSeal seal) {
    assertThat(TestSeal.failureOf(seal.sealer.seal(TOKEN, ALICE)))
        .isInstanceOf(Failure.Unavailable.class);
  }
}
