package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.hushkey.cli.provision.OperatorVault;
import dev.hushkey.cli.provision.VaultPlan;
import dev.hushkey.cli.provision.VaultPolicies;
import dev.hushkey.cli.provision.VaultProvisioning;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.doctor.Report;
import dev.hushkey.doctor.finding.Area;
import dev.hushkey.doctor.finding.Check;
import dev.hushkey.doctor.finding.Finding;
import dev.hushkey.doctor.finding.Status;
import dev.hushkey.doctor.net.Authorities;
import dev.hushkey.migration.Migration;
import dev.hushkey.migration.MigrationTarget;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.keycloak.KeycloakServer;
import dev.hushkey.stack.openbao.DevOpenBao;
import dev.hushkey.stack.postgres.PostgresServer;
import dev.hushkey.stack.process.Http;
import dev.hushkey.testing.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor on a real installation, healthy at first and then with one fault after the other. */
@OnStack
class DoctorIT {

  /** What needs an administrator's token of Keycloak, or is about the JVM of the tests. */
  private static final Set<Check> UNLENT =
      EnumSet.of(
          Check.MACHINE_AOT,
          Check.KEYCLOAK_ROLES,
          Check.KEYCLOAK_BACK_CHANNEL,
          Check.KEYCLOAK_VERSION);

  private static final String ROLE = "doctors_service";
  private static final String PASSWORD = "password-of-the-doctors-role";
  private static final String CALLER = "doctor-caller";

  @TempDir static Path files;
  private static DevOpenBao bao;

  private final LocalStack stack = TestStack.current();

  @BeforeAll
  static void start() throws IOException {
    bao = DevOpenBao.start();
    bao.write(
        "sys/policies/acl/hushkey-provision",
        Map.of("policy", VaultPolicies.render("provision", plan().assistants(), "transit")));
    new VaultProvisioning(root(), plan()).apply();
    roleFiles("hushkey-serve");
    roleFiles("hushkey-rotate");
    dropServiceRole();
    sql("create role " + ROLE + " login password '" + PASSWORD + "'");
    grantAsTheCommandDoes();
  }

  @AfterAll
  static void stop() {
    bao.close();
    dropServiceRole();
  }

  private static void grantAsTheCommandDoes() {
    PostgresServer postgres = TestStack.current().postgres();
    SecretText password = SecretText.of(postgres.password(LocalStack.OWNER));
    String address = postgres.jdbcUrl(TestStack.database());
    new Migration(MigrationTarget.of(address, LocalStack.OWNER, password, ROLE)).run();
  }

  private static void dropServiceRole() {
    sql(
        "do $$ begin if exists (select from pg_roles where rolname = '%1$s')".formatted(ROLE)
            + " then drop owned by %1$s; drop role %1$s; end if; end $$".formatted(ROLE));
  }

  private static void sql(String statement) {
    TestStack.current().postgres().execute(TestStack.database(), statement);
  }

  @Test
  void healthy_hasNoFailureAndEveryCheckSaysSomething() throws InterruptedException {
    Report report =
        healthy()
            .lentToVault(stack.openBao().provisionToken())
            .asCaller("camera-backend", stack.keycloak().clientSecret("camera-backend"))
            .asCaller("hushkey-admin", stack.keycloak().clientSecret("hushkey-admin"))
            .report();

    assertThat(report.findings().stream().filter(this::isWrong)).as(report.text()).isEmpty();
    assertThat(ok(report, Check.VAULT_SEALS)).hasSizeGreaterThanOrEqualTo(2);
    assertThat(ok(report, Check.VAULT_RIGHTS)).hasSize(2);
    assertThat(ok(report, Check.VAULT_DRIFT)).hasSize(1);
    assertThat(ok(report, Check.KEYCLOAK_CALLERS))
        .containsExactly("camera-backend: camera-backend", "hushkey-admin: admin");
    assertThat(ok(report, Check.POSTGRESQL_MIGRATIONS)).hasSize(1);
    assertThat(ok(report, Check.SERVICE_READY)).containsExactly("alive and ready");
    assertThat(ok(report, Check.ADDRESS_LOG_OUT)).hasSize(1);
    for (Check tls : List.of(Check.POSTGRESQL_TLS, Check.VAULT_TLS, Check.KEYCLOAK_TLS)) {
      assertThat(ok(report, tls)).singleElement().asString().contains("TLSv1.3, trusted, for");
    }
  }

  private boolean isWrong(Finding finding) {
    // the stack is no production, and other tests leave rows that nobody sealed
    return (finding.status() == Status.FAILURE
            && finding.check() != Check.SETTINGS_GUARD
            && finding.check() != Check.VAULT_CIPHERTEXTS)
        || (finding.status() == Status.NOT_CHECKED && !UNLENT.contains(finding.check()));
  }

  @Test
  void healthyRealm_seenFromItsInside_isInOrder() throws InterruptedException {
    Report report =
        healthy()
            .only(Area.KEYCLOAK)
            .set("quarkus.oidc.auth-server-url", realm(KeycloakServer.HUSHKEY_REALM))
            .lentToKeycloak(stack.keycloak().adminToken())
            .report();

    assertThat(ok(report, Check.KEYCLOAK_ROLES)).containsExactly("admin, camera-backend, skill");
    assertThat(ok(report, Check.KEYCLOAK_BACK_CHANNEL)).hasSize(1);
    assertThat(ok(report, Check.KEYCLOAK_VERSION)).hasSize(1);
    assertThat(ok(report, Check.KEYCLOAK_SESSIONS_CLIENT))
        .containsExactly("hushkey-sessions, without a wide role");
  }

  @Test
  void report_asJson_hasEveryFindingWithItsRemedyAndTheExitCode() throws Exception {
    Report report = healthy().only(Area.MACHINE, Area.SETTINGS).set("hushkey.isuer", "x").report();
    JsonNode json = new ObjectMapper().readTree(report.json());

    assertThat(json.path("outcome").asText()).isEqualTo("failure");
    assertThat(report.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(json.path("findings").size()).isEqualTo(report.findings().size());
    JsonNode wrong = null;
    for (JsonNode each : json.path("findings")) {
      wrong = each.path("text").asText().startsWith("hushkey.isuer") ? each : wrong;
    }
    assertThat(wrong.path("status").asText()).isEqualTo("failure");
    assertThat(wrong.path("area").asText()).isEqualTo("settings");
    assertThat(wrong.path("check").asText()).isEqualTo("valid");
    assertThat(wrong.path("text").asText())
        .isEqualTo("hushkey.isuer: is not a setting; did you mean hushkey.issuer?");
    assertThat(wrong.path("remedy").asText()).contains("docs/configuration.md");
  }

  @Test
  void unsafeSetting_isFoundAsTheProductionGuardSaysIt() throws InterruptedException {
    Report report =
        healthy().only(Area.SETTINGS).set("quarkus.tls.stack.trust-all", "true").report();

    assertThat(failures(report, Check.SETTINGS_GUARD))
        .anyMatch(text -> text.startsWith("quarkus.tls.stack.trust-all: "));
  }

  @Test
  void clock_fiveMinutesAhead_isFoundAtEachServer() throws InterruptedException {
    Report report =
        healthy()
            .at(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5)))
            .only(Area.POSTGRESQL, Area.VAULT, Area.KEYCLOAK)
            .report();

    for (Check check : List.of(Check.POSTGRESQL_CLOCK, Check.VAULT_CLOCK, Check.KEYCLOAK_CLOCK)) {
      assertThat(failures(report, check))
          .singleElement()
          .asString()
          .matches("ours is (299|300|301) s ahead, more than 60 s allow");
    }
  }

  @Test
  void vault_policyWidened_isFoundByTheServicesOwnLogIn_andAsDrift() throws InterruptedException {
    String wide =
        VaultPolicies.render("serve", plan().assistants(), "transit")
            + "\npath \"transit/export/encryption-key/hushkey-alexa\" { capabilities = [\"read\"]"
            + " }\n";
    bao.write("sys/policies/acl/hushkey-serve", Map.of("policy", wide));
    Report report = onDevVault().lentToVault(bao.rootToken()).report();
    new VaultProvisioning(root(), plan()).apply();
    Report mended = onDevVault().lentToVault(bao.rootToken()).report();

    assertThat(failures(report, Check.VAULT_RIGHTS))
        .containsExactly("hushkey-serve: may read transit/export/encryption-key/hushkey-alexa");
    assertThat(failures(report, Check.VAULT_DRIFT))
        .anyMatch(
            text -> text.startsWith("sys/policies/acl/hushkey-serve: ") && text.contains("export"));
    assertThat(failures(mended, Check.VAULT_RIGHTS)).isEmpty();
  }

  @Test
  void vault_policyTooNarrow_isFoundByRightsAndByTheProbe() throws InterruptedException {
    String narrow =
        VaultPolicies.render("serve", plan().assistants(), "transit")
            .replace("transit/decrypt/hushkey-alexa", "transit/decrypt/hushkey-nobody");
    bao.write("sys/policies/acl/hushkey-serve", Map.of("policy", narrow));
    Report report = onDevVault().report();
    new VaultProvisioning(root(), plan()).apply();

    assertThat(failures(report, Check.VAULT_RIGHTS))
        .containsExactly(
            "hushkey-serve: must be allowed to [update] transit/decrypt/hushkey-alexa");
    assertThat(failures(report, Check.VAULT_SEALS))
        .singleElement()
        .asString()
        .startsWith("hushkey-alexa: Vault answered 403");
  }

  @Test
  void vault_keysWithWrongProperties_areFoundByTheSecondLogIn() throws InterruptedException {
    bao.write("transit/keys/hushkey-alexa/config", Map.of("deletion_allowed", true));
    Report report =
        onDevVault().set("hushkey.assistants.ghost.client-id", "without-a-key").report();
    bao.write("transit/keys/hushkey-alexa/config", Map.of("deletion_allowed", false));

    assertThat(failures(report, Check.VAULT_KEYS))
        .anyMatch(text -> text.startsWith("transit/keys/hushkey-alexa: - deletion_allowed true"));
    assertThat(report.findings())
        .anyMatch(
            finding ->
                finding.check() == Check.VAULT_RIGHTS
                    && finding.status() == Status.FAILURE
                    && finding.text().contains("transit/keys/hushkey-ghost"));
  }

  @Test
  void vault_tokenOfRootAndADevelopmentServer_areFound() throws InterruptedException {
    Report report =
        onDevVault()
            .without("hushkey.vault.app-role.role-id-file")
            .without("hushkey.vault.app-role.secret-id-file")
            .set("hushkey.vault.token-file", bao.file("doctor-root", bao.rootToken()).toString())
            .report();

    assertThat(failures(report, Check.VAULT_TOKEN))
        .containsExactly("hushkey-serve: the token may do everything (policy root)");
    assertThat(failures(report, Check.VAULT_RIGHTS)).isNotEmpty();
    assertThat(failures(report, Check.VAULT_VERSION))
        .containsExactly("version 2.7.2, a development server without storage");
    assertThat(report.text()).doesNotContain(bao.rootToken());
  }

  @Test
  void vault_secretIdThatEndsAndOneThatIsWrong_areFound() throws Exception {
    bao.write("auth/approle/role/hushkey-serve", Map.of("secret_id_ttl", "72h"));
    Path ending = files.resolve("ending");
    Files.writeString(ending, secretId("hushkey-serve"));
    bao.write("auth/approle/role/hushkey-serve", Map.of("secret_id_ttl", 0));
    Report soon =
        onDevVault().set("hushkey.vault.app-role.secret-id-file", ending.toString()).report();
    Files.writeString(ending, "00000000-0000-4000-8000-000000000000");
    Report refused =
        onDevVault().set("hushkey.vault.app-role.secret-id-file", ending.toString()).report();

    assertThat(Examined.of(soon, Check.VAULT_LOG_IN_LASTS, Status.WARNING))
        .containsExactly("hushkey-serve: the secret-id counts for 2 more days");
    assertThat(failures(refused, Check.VAULT_LOG_IN))
        .singleElement()
        .asString()
        .startsWith("hushkey.vault, by AppRole: refused the credentials");
    assertThat(Examined.of(refused, Check.VAULT_SEALS, Status.NOT_CHECKED)).hasSize(1);
  }

  @Test
  void vault_andADatabaseOfAnotherMoment_areFoundWithTheirCommands() throws InterruptedException {
    String database = "doctor_sealed";
    PostgresServer server = TestStack.current().postgres();
    server.dropDatabase(database);
    TestStack.current().ensureDatabase(database);
    link(database, "00000000-0000-4000-8000-000000000001", "vault:v1:of-before");
    Report fitting = sealedIn(database);
    bao.write("transit/keys/hushkey-alexa/rotate", Map.of());
    bao.write("transit/keys/hushkey-alexa/config", Map.of("min_decryption_version", 2));
    link(database, "00000000-0000-4000-8000-000000000002", "vault:v3:of-after");
    link(database, "00000000-0000-4000-8000-000000000003", "vault:v3:of-after");
    Report torn = sealedIn(database);
    server.execute(database, "update link set state = 'REVOKED'");
    Report ended = sealedIn(database);
    bao.write("transit/keys/hushkey-alexa/config", Map.of("min_decryption_version", 1));
    server.dropDatabase(database);

    assertThat(ok(fitting, Check.VAULT_CIPHERTEXTS)).hasSize(1);
    assertThat(failures(torn, Check.VAULT_CIPHERTEXTS))
        .containsExactly(
            "hushkey-alexa: version 1 seals 1 in use, and it opens from 2 on",
            "hushkey-alexa: version 3 seals 2 in use, and its latest is 2");
    assertThat(torn.text())
        .contains("hushkey revoke --assistant alexa --all --key-version 1")
        .contains(
            "Rotate nothing before this: hushkey revoke --assistant alexa --all --key-version 3");
    assertThat(ok(ended, Check.VAULT_CIPHERTEXTS)).hasSize(1);
  }

  /** Too many to count: most of them are not looked at, but the newest are. */
  @Test
  void vault_andAVeryLargeDatabase_areComparedByASample() throws InterruptedException {
    String database = "doctor_sampled";
    PostgresServer server = TestStack.current().postgres();
    server.dropDatabase(database);
    TestStack.current().ensureDatabase(database);
    server.execute(
        database,
        """
        alter table upstream_token alter column sealed set storage plain;
        insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
        select md5(n::text)::uuid, 'user-' || n, 'alexa', 'ACTIVE', now(), now(), now()
          from generate_series(1, 20000) n;
        insert into upstream_token
          (link_id, sealed, received_at, access_expires_at, region, event_endpoint, version)
        select id, 'vault:v1:' || repeat('x', 1600), now(), now(), 'na',
               'https://events.example.com/', 1
          from link
        """);
    Report fitting = sealedIn(database);
    server.execute(
        database,
        """
        update upstream_token set sealed = 'vault:v9:newest', refreshed_at = clock_timestamp()
         where link_id = md5('17')::uuid
        """);
    Report torn = sealedIn(database);
    server.dropDatabase(database);

    assertThat(ok(fitting, Check.VAULT_CIPHERTEXTS))
        .singleElement()
        .asString()
        .matches(
            "[0-9],[0-9]{3} in use among [0-9]{2}\\.[0-9] % of the tokens and those refreshed"
                + " last, of versions that open");
    assertThat(failures(torn, Check.VAULT_CIPHERTEXTS))
        .singleElement()
        .asString()
        .startsWith("hushkey-alexa: version 9 seals 1 in use among ");
  }

  private static void link(String database, String id, String sealed) {
    TestStack.current()
        .postgres()
        .execute(
            database,
            """
            with made as (
              insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
              values ('%1$s', 'user-%1$s', 'alexa', 'ACTIVE', now(), now(), now())
              returning id)
            insert into upstream_token
              (link_id, sealed, received_at, access_expires_at, region, event_endpoint, version)
            select id, '%2$s', now(), now(), 'na', 'https://events.example.com/', 1 from made
            """
                .formatted(id, sealed));
  }

  private Report sealedIn(String database) throws InterruptedException {
    return onDevVault()
        .set("quarkus.datasource.reactive.url", stack.postgres().reactiveUrl(database))
        .set("quarkus.datasource.username", LocalStack.HUSHKEY)
        .set("quarkus.datasource.password", stack.postgres().password(LocalStack.HUSHKEY))
        .report();
  }

  @Test
  void postgres_refusedAndAway_areFoundWithTheReason() throws InterruptedException {
    Report refused =
        healthy()
            .only(Area.POSTGRESQL)
            .set("quarkus.datasource.password", "planted-wrong-password")
            .report();
    Report away =
        healthy()
            .only(Area.POSTGRESQL)
            .set(
                "quarkus.datasource.reactive.url",
                "postgresql://127.0.0.1:1/" + TestStack.database())
            .report();

    assertThat(failures(refused, Check.POSTGRESQL_REACHABLE))
        .singleElement()
        .asString()
        .endsWith(": the password is wrong");
    assertThat(failures(away, Check.POSTGRESQL_REACHABLE))
        .singleElement()
        .asString()
        .startsWith("127.0.0.1:1/hushkey_test_")
        .contains(": no connection");
    assertThat(Examined.of(away, Check.POSTGRESQL_MIGRATIONS, Status.NOT_CHECKED)).hasSize(1);
    assertThat(failures(away, Check.POSTGRESQL_ONE_DATABASE)).isEmpty();
  }

  @Test
  void postgres_migrationsPendingNewerAndFailed_areFound() throws InterruptedException {
    String history = "update flyway_schema_history set ";
    sql(history + "version = '17.5' where version = '18'");
    Report older = healthy().only(Area.POSTGRESQL).report();
    sql(history + "version = '999' where version = '17.5'");
    Report newer = healthy().only(Area.POSTGRESQL).report();
    sql(history + "version = '18', success = false where version = '999'");
    Report failed = healthy().only(Area.POSTGRESQL).report();
    sql(history + "success = true where version = '18'");
    Report mended = healthy().only(Area.POSTGRESQL).report();

    assertThat(failures(older, Check.POSTGRESQL_MIGRATIONS))
        .singleElement()
        .asString()
        .matches("the schema is at version 1[0-7], this release needs 18");
    assertThat(Examined.of(newer, Check.POSTGRESQL_MIGRATIONS, Status.WARNING))
        .containsExactly("the schema is at version 999, of a newer release");
    assertThat(failures(failed, Check.POSTGRESQL_MIGRATIONS)).containsExactly("failed: 18");
    assertThat(ok(mended, Check.POSTGRESQL_MIGRATIONS)).hasSize(1);
  }

  @Test
  void record_thatHasNoPartitionAhead_orRecordsWithoutOne_isFound() throws InterruptedException {
    String database = "doctor_record";
    PostgresServer server = TestStack.current().postgres();
    server.dropDatabase(database);
    TestStack.current().ensureDatabase(database);

    Report healthy = at(database);
    server.execute(
        database,
        """
        do $$
        declare
          part regclass;
        begin
          for part in select partition from record_partitions() loop
            execute format('drop table %s', part);
          end loop;
          insert into audit_event (kind, actor, outcome) values ('test', 'test', 'done');
        end $$
        """);
    Report without = at(database);
    server.execute(database, "set role hushkey_owner; select make_record_partitions(); reset role");
    Report mended = at(database);
    server.dropDatabase(database);

    assertThat(ok(healthy, Check.POSTGRESQL_RECORD))
        .singleElement()
        .asString()
        .matches("kept for 400 days, with partitions until 20..-..-01");
    assertThat(failures(without, Check.POSTGRESQL_RECORD)).hasSize(1);
    assertThat(Examined.of(mended, Check.POSTGRESQL_RECORD, Status.WARNING))
        .containsExactly("there are records without a partition, in audit_event_rest");
  }

  @Test
  void postgres_thatWasRestored_isFound_andSoAreOwnersThatAreUnknown() throws InterruptedException {
    // Of its own: the service would notice as well, and refuse the requests of other tests
    String database = "doctor_restored";
    PostgresServer server = TestStack.current().postgres();
    server.dropDatabase(database);
    TestStack.current().ensureDatabase(database);

    server.execute(
        database,
        "update database_timeline set timeline = 0, alive_at = now() - interval '3 h 1 min'");
    Report restored = at(database);
    server.execute(database, "update database_timeline set alive_at = clock_timestamp()");
    Report failedOver = at(database);
    server.execute(
        database,
        """
        update database_timeline set timeline = (select timeline from server_now());
        insert into ownership (device_id, owner_at_backup, epoch, name, changed_at)
        values ('camera', 'somebody', 1, 'Door', now())
        """);
    Report unknown = at(database);
    server.execute(database, "delete from ownership");
    Report mended = at(database);
    server.dropDatabase(database);

    assertThat(failures(restored, Check.POSTGRESQL_TIMELINE))
        .singleElement()
        .asString()
        .contains("timeline 1 of", "on record is 0 of", "3 h 1 min ");
    assertThat(ok(failedOver, Check.POSTGRESQL_TIMELINE))
        .singleElement()
        .asString()
        .contains("after a fail-over from 0");
    assertThat(Examined.of(unknown, Check.POSTGRESQL_OWNERS, Status.WARNING))
        .containsExactly("the owners of 1 devices are unknown");
    assertThat(ok(mended, Check.POSTGRESQL_TIMELINE)).hasSize(1);
    assertThat(ok(mended, Check.POSTGRESQL_OWNERS)).hasSize(1);
  }

  private Report at(String database) throws InterruptedException {
    return healthy()
        .only(Area.POSTGRESQL)
        .set(
            "quarkus.datasource.reactive.url", TestStack.current().postgres().reactiveUrl(database))
        .set("quarkus.datasource.username", LocalStack.HUSHKEY)
        .set(
            "quarkus.datasource.password",
            TestStack.current().postgres().password(LocalStack.HUSHKEY))
        .report();
  }

  @Test
  void postgres_roleThatOwnsATableAndMayChangeTheRecord_isFound() throws InterruptedException {
    sql("create table doctor_owned (id int)");
    sql("alter table doctor_owned owner to " + ROLE);
    sql("grant truncate, update on audit_event to " + ROLE);
    sql("alter role " + ROLE + " createrole");
    Report report = healthy().only(Area.POSTGRESQL).report();
    sql("drop table doctor_owned");
    sql("revoke truncate, update on audit_event from " + ROLE);
    sql("alter role " + ROLE + " nocreaterole");

    assertThat(failures(report, Check.POSTGRESQL_ROLE))
        .contains(
            "the service's role may create roles", "the service's role owns table doctor_owned");
    assertThat(failures(report, Check.POSTGRESQL_GRANTS))
        .contains(
            "the service's role may truncate, or put triggers on, audit_event",
            "the service's role may update audit_event");
  }

  @Test
  void postgres_withoutVerification_isFound() throws InterruptedException {
    Report report =
        healthy()
            .only(Area.POSTGRESQL)
            .set("quarkus.datasource.reactive.postgresql.ssl-mode", "require")
            .report();

    assertThat(Examined.of(report, Check.POSTGRESQL_TLS, Status.WARNING))
        .containsExactly(
            "the service asks for TLS with ssl-mode=require: it would talk to anybody");
  }

  @Test
  void keycloak_silent_isFoundAndStopsNobodyElse() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String realm = "http://127.0.0.1:" + silent.getLocalPort() + "/realms/hushkey";
      Report report =
          healthy()
              .only(Area.KEYCLOAK, Area.POSTGRESQL)
              .set("quarkus.oidc.auth-server-url", realm)
              .report();

      assertThat(failures(report, Check.KEYCLOAK_REACHABLE))
          .containsExactly(realm + ": no answer in time");
      assertThat(Examined.of(report, Check.KEYCLOAK_CALLERS, Status.NOT_CHECKED)).hasSize(1);
      assertThat(ok(report, Check.POSTGRESQL_REACHABLE)).hasSize(1);
    }
  }

  @Test
  void keycloak_callerWithoutMapperAndRole_isFound() throws InterruptedException {
    makeCaller();
    Report report =
        healthy().only(Area.KEYCLOAK).asCaller(CALLER, "secret-of-the-doctors-caller").report();

    assertThat(failures(report, Check.KEYCLOAK_CALLERS))
        .containsExactly(
            CALLER + ": its token is not for hushkey-api (no audience mapper)",
            CALLER
                + ": its token has none of the roles [admin, camera-backend, security-tool, skill]");
  }

  @Test
  void keycloak_sessionsAccountThatMayManageUsers_isFound() throws InterruptedException {
    makeCaller();
    String users = stack.keycloak().address() + "/admin/realms/" + KeycloakServer.HUSHKEY_REALM;
    String account =
        admin(users + "/clients/" + idOf(CALLER) + "/service-account-user").path("id").asText();
    String management = idOf("realm-management");
    JsonNode role = admin(users + "/clients/" + management + "/roles/manage-users");
    String mappings = users + "/users/" + account + "/role-mappings/clients/" + management;
    send(mappings, "POST", "[" + role + "]");
    Report report =
        healthy()
            .only(Area.KEYCLOAK)
            .set("quarkus.keycloak.admin-client.client-id", CALLER)
            .set("quarkus.keycloak.admin-client.client-secret", "secret-of-the-doctors-caller")
            .report();
    send(mappings, "DELETE", "[" + role + "]");

    assertThat(Examined.of(report, Check.KEYCLOAK_SESSIONS_CLIENT, Status.WARNING))
        .singleElement()
        .asString()
        .startsWith(CALLER + " has the roles manage-users");
  }

  private String idOf(String client) {
    String clients =
        stack.keycloak().address() + "/admin/realms/" + KeycloakServer.HUSHKEY_REALM + "/clients";
    return admin(clients + "?clientId=" + client).at("/0/id").asText();
  }

  private JsonNode admin(String address) {
    return Http.send(asAdmin(address).GET()).orFail("Keycloak");
  }

  private void send(String address, String method, String body) {
    Http.send(asAdmin(address).method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder asAdmin(String address) {
    return HttpRequest.newBuilder(URI.create(address))
        .header("Authorization", "Bearer " + stack.keycloak().adminToken())
        .header("Content-Type", "application/json");
  }

  @Test
  void keycloak_anotherRealm_lacksRolesAndClient() throws InterruptedException {
    Report report =
        healthy()
            .only(Area.KEYCLOAK)
            .set(
                "quarkus.oidc.auth-server-url", stack.keycloak().realm(KeycloakServer.AMAZON_REALM))
            .lentToKeycloak(stack.keycloak().adminToken())
            .report();

    assertThat(failures(report, Check.KEYCLOAK_ROLES))
        .as(report.text())
        .containsExactly(
            "there is no role admin", "there is no role camera-backend", "there is no role skill");
    assertThat(failures(report, Check.KEYCLOAK_LOG_IN_CLIENT)).hasSize(1);
    assertThat(failures(report, Check.KEYCLOAK_CALLERS))
        .containsExactly("there is no client hushkey-api, so no mapper can name it");
  }

  @Test
  void keycloak_redirectAndBackChannelForAnotherAddress_areFound() throws InterruptedException {
    Report report =
        healthy()
            .only(Area.KEYCLOAK)
            .set("hushkey.issuer", "https://link.example.com")
            .set("quarkus.oidc.auth-server-url", realm(KeycloakServer.HUSHKEY_REALM))
            .lentToKeycloak(stack.keycloak().adminToken())
            .report();

    assertThat(failures(report, Check.KEYCLOAK_REDIRECT))
        .containsExactly(
            "hushkey-login does not send people back to https://link.example.com/account/login");
    assertThat(failures(report, Check.KEYCLOAK_BACK_CHANNEL))
        .singleElement()
        .asString()
        .endsWith(", not https://link.example.com/oauth2/back-channel-logout");
  }

  @Test
  void keycloak_anotherSecretOfTheLogInClient_isFound() throws InterruptedException {
    Report report =
        healthy()
            .only(Area.KEYCLOAK)
            .set("quarkus.oidc.login.credentials.secret", "planted-secret-of-nobody")
            .report();

    assertThat(failures(report, Check.KEYCLOAK_LOG_IN_CLIENT))
        .singleElement()
        .asString()
        .contains("hushkey-login is refused");
  }

  @Test
  void issuer_http_isFoundAsASettingAndAtTheAddress() throws InterruptedException {
    Report report =
        healthy()
            .only(Area.SETTINGS, Area.ADDRESS)
            .set("hushkey.issuer", "http://link.invalid")
            .report();

    assertThat(failures(report, Check.SETTINGS_VALID))
        .anyMatch(text -> text.startsWith("hushkey.issuer: must begin with https://"));
    assertThat(failures(report, Check.ADDRESS_TLS))
        .containsExactly("http://link.invalid is not encrypted");
    assertThat(failures(report, Check.ADDRESS_REACHABLE))
        .containsExactly("http://link.invalid: no such host");
  }

  @Test
  void certificate_thatEndsInTwoDays_isFound() throws Exception {
    TestCertificate ending = TestCertificate.make(files, "ending", "ip:127.0.0.1", 3);
    Report report = atAddressOf(ending, true);

    assertThat(failures(report, Check.ADDRESS_TLS))
        .singleElement()
        .asString()
        .contains("the certificate ends in 2 days");
  }

  @Test
  void certificate_ofAnotherHost_isFound() throws Exception {
    TestCertificate other = TestCertificate.make(files, "other", "dns:other.example.com", 90);
    Report report = atAddressOf(other, true);

    assertThat(failures(report, Check.ADDRESS_TLS))
        .singleElement()
        .asString()
        .endsWith("the certificate is for other.example.com, not for 127.0.0.1");
    assertThat(failures(report, Check.ADDRESS_REACHABLE)).hasSize(1);
  }

  @Test
  void certificate_ofAnUnknownAuthority_isFound() throws Exception {
    TestCertificate unknown = TestCertificate.make(files, "unknown", "ip:127.0.0.1", 90);
    Report report = atAddressOf(unknown, false);

    assertThat(failures(report, Check.ADDRESS_TLS))
        .singleElement()
        .asString()
        .contains("of an authority that we do not trust: CN=unknown");
  }

  @Test
  void addressThatIsNotHushkey_isFound() throws Exception {
    TestCertificate good = TestCertificate.make(files, "good", "ip:127.0.0.1", 90);
    Report report = atAddressOf(good, true);

    assertThat(ok(report, Check.ADDRESS_TLS)).hasSize(1);
    assertThat(failures(report, Check.ADDRESS_REACHABLE))
        .singleElement()
        .asString()
        .endsWith("that is not Hushkey");
  }

  @Test
  void managementOnThePublicPort_isFound() throws InterruptedException {
    Report report =
        healthy()
            .only(Area.SERVICE)
            .set("quarkus.management.port", Integer.toString(stack.ports().hushkey()))
            .report();

    assertThat(failures(report, Check.SERVICE_MANAGEMENT))
        .containsExactly("quarkus.management.port is that of the public listener");
  }

  @Test
  void secretFile_thatEverybodyMayRead_isFound() throws Exception {
    Path open = Files.writeString(files.resolve("open-secret"), "planted-client-secret");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    Report report =
        healthy()
            .only(Area.SETTINGS)
            .set("hushkey.assistants.alexa.client-secrets", "file:" + open)
            .set("hushkey.vault.rotate.app-role.secret-id-file", "/etc/hushkey/absent")
            .report();

    assertThat(Examined.of(report, Check.SETTINGS_FILES, Status.WARNING))
        .containsExactly("everybody on this machine can read " + open);
    assertThat(failures(report, Check.SETTINGS_FILES))
        .containsExactly("/etc/hushkey/absent cannot be read");
  }

  @Test
  void plantedSecrets_areInNoOutput() throws Exception {
    Map<String, String> planted =
        Map.of(
            "quarkus.datasource.password",
            "PLANTED-database-password",
            "quarkus.oidc.login.credentials.secret",
            "PLANTED-login-secret",
            "quarkus.keycloak.admin-client.client-secret",
            "PLANTED-sessions-secret",
            "quarkus.oidc.login.token-state-manager.encryption-secret",
            "PLANTED-cookie-secret-of-32-characters",
            "quarkus.datasource.reactive.url",
            "postgresql://127.0.0.1:%d/hushkey?password=PLANTED-in-the-address"
                .formatted(stack.postgres().port()));
    Path secretId = Files.writeString(files.resolve("planted"), "PLANTED-secret-id\n");
    Examined examined =
        healthy()
            .set("hushkey.vault.app-role.secret-id-file", secretId.toString())
            .lentToVault("PLANTED-vault-token")
            .lentToKeycloak("PLANTED-keycloak-token")
            .asCaller("some-client", "PLANTED-caller-secret");
    planted.forEach(examined::set);

    Report report = examined.report();

    assertThat(report.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(report.text() + report.json()).doesNotContain("PLANTED-");
  }

  private static List<String> failures(Report report, Check check) {
    return Examined.of(report, check, Status.FAILURE);
  }

  private static List<String> ok(Report report, Check check) {
    return Examined.of(report, check, Status.OK);
  }

  /** Not over TLS: an administrator's token counts under the name that it was made under. */
  private String realm(String name) {
    return stack.keycloak().realm(name);
  }

  private Examined healthy() {
    return Examined.with(stack.hushkeyConfigTls(TestStack.database()))
        .set("quarkus.datasource.username", ROLE)
        .set("quarkus.datasource.password", PASSWORD);
  }

  /** The same with a Vault of which the test may change everything. */
  private Examined onDevVault() {
    Map<String, String> settings = new TreeMap<>(Map.of("hushkey.vault.address", bao.address()));
    for (String role : List.of("serve", "rotate")) {
      String prefix = "hushkey.vault." + (role.equals("rotate") ? "rotate." : "") + "app-role.";
      settings.put(prefix + "role-id-file", files.resolve("hushkey-" + role + ".id").toString());
      settings.put(
          prefix + "secret-id-file", files.resolve("hushkey-" + role + ".secret").toString());
    }
    Examined examined = healthy().only(Area.VAULT);
    settings.forEach(examined::set);
    return examined;
  }

  private static VaultPlan plan() {
    return VaultPlan.of(StackAssistant.ids(), "transit");
  }

  private static OperatorVault root() {
    return OperatorVault.at(bao.address(), SecretText.of(bao.rootToken()));
  }

  private static void roleFiles(String role) throws IOException {
    String id = bao.read("auth/approle/role/" + role + "/role-id").at("/data/role_id").asText();
    Files.writeString(files.resolve(role + ".id"), id);
    Files.writeString(files.resolve(role + ".secret"), secretId(role));
  }

  private static String secretId(String role) {
    return bao.write("auth/approle/role/" + role + "/secret-id", Map.of())
        .at("/data/secret_id")
        .asText();
  }

  /** A service account without a mapper and without a role; once. */
  private void makeCaller() {
    String client =
        """
        {"clientId":"%s","publicClient":false,"serviceAccountsEnabled":true,
         "standardFlowEnabled":false,"secret":"secret-of-the-doctors-caller"}"""
            .formatted(CALLER);
    String clients =
        stack.keycloak().address() + "/admin/realms/" + KeycloakServer.HUSHKEY_REALM + "/clients";
    send(clients, "POST", client);
  }

  /** Another server with this certificate in place of ours. */
  private Report atAddressOf(TestCertificate certificate, boolean trusted) throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "somebody else".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      Examined examined =
          healthy()
              .only(Area.ADDRESS)
              .set("hushkey.issuer", "https://127.0.0.1:" + server.getAddress().getPort());
      Optional<KeyStore> authority =
          trusted
              ? Optional.of(Authorities.ofPem(List.of(certificate.certificate())))
              : Optional.empty();
      authority.ifPresent(examined::trusting);
      return examined.report();
    } finally {
      server.stop(0);
    }
  }
}
