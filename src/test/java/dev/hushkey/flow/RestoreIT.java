package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.migration.Migration;
import dev.hushkey.migration.MigrationTarget;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.postgres.PointInTime;
import dev.hushkey.stack.postgres.PostgresServer;
import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.StackSecrets;
import dev.hushkey.stack.process.StateDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The disk of PostgreSQL is lost and restored, three times and to two moments, beneath a packaged
 * Hushkey that goes on running: whatever was dead stays dead, what is good works again, and nobody
 * is answered in between. A PostgreSQL of its own, with a base backup and an archive of its log.
 */
class RestoreIT {

  private static final String DATABASE = "restored";
  private static final String ROTATING = "rotating";
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final LocalStack STACK = TestStack.current();
  private static final Ports PORTS = Ports.free();
  private static final StateDirectory STATE =
      new StateDirectory(STACK.state().root().resolveSibling("restore"));
  private static final PostgresServer POSTGRES =
      new PostgresServer(
          STATE,
          new StackSecrets(STACK.state()),
          STACK.certificates(),
          STACK.tools(),
          PORTS.postgres());
  private static final PointInTime BACKUPS = new PointInTime(POSTGRES, STATE);
  private static final HushkeyServer HUSHKEY = STACK.replica("restored", PORTS.hushkey());
  private static final HushkeyServer PROGRAM = STACK.replica("restoring", PORTS.keycloak());

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** A link with a camera, and the latest tokens that its assistant has. */
  private static final class Linked {
    final UUID id = UUID.randomUUID();
    final String user = "user-" + id;
    final String device = "camera-" + id;
    final String assistant;
    String refresh = SecretText.random().reveal();
    String access = "";

    Linked(String assistant) {
      this.assistant = assistant;
      query(
          """
          with owned as (
            insert into ownership (device_id, user_id, epoch, name, changed_at)
            values (?, ?, 1, 'Door', clock_timestamp()) on conflict do nothing),
          made as (
            insert into link (id, user_id, assistant, state, scope, authorized_at, created_at,
                              changed_at)
            select ?, ?, ?, 'ACTIVE', 'devices', t, t, t from after_all_cut_offs() t returning id),
          granted as (
            insert into device_grant (link_id, device_id, actions, epoch, granted_at)
            select id, ?, '{view}', 1, after_all_cut_offs() from made),
          issued as (
            insert into refresh_token (token_hash, link_id, issued_at)
            select ?, id, clock_timestamp() from made)
          select count(*) from made
          """,
          device,
          user,
          id,
          user,
          assistant,
          device,
          TokenHash.of(SecretText.of(refresh)).toBytes());
    }

    /** The status and, if there is one, the error. */
    String refresh(String token) {
      String client = assistant.equals(ROTATING) ? ROTATING : Linking.CLIENT_ID;
      String pair = client + ":" + STACK.alexaClientSecret();
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(URI.create(HUSHKEY.address() + "/oauth2/token"))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .header(
                      "Authorization",
                      "Basic "
                          + Base64.getEncoder()
                              .encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "grant_type=refresh_token&refresh_token=" + token)));
      JsonNode body = json(answer);
      if (answer.statusCode() == 200) {
        access = body.path("access_token").asText();
        refresh = body.path("refresh_token").asText();
        return "200";
      }
      return answer.statusCode() + " " + body.path("error").asText();
    }

    /** Refreshes with the token that the assistant has. */
    String refresh() {
      return refresh(refresh);
    }

    /** What a check says: the reason, "allowed", or a status that decides nothing. */
    String check() {
      HttpResponse<String> answer =
          api(
              "alexa-skill",
              "POST",
              "/v1/checks",
              "{\"token\":\"%s\",\"device\":\"%s\",\"action\":\"view\"}".formatted(access, device));
      JsonNode body = json(answer);
      if (answer.statusCode() != 200) {
        return answer.statusCode() + " " + body.path("title").asText();
      }
      return body.path("allowed").asBoolean() ? "allowed" : body.path("reason").asText();
    }

    /** The camera backend says whose it is. */
    JsonNode own(String owner) {
      HttpResponse<String> answer =
          api(
              "camera-backend",
              "PUT",
              "/v1/devices/" + device + "/owner",
              "{\"user\":\"%s\",\"name\":\"Door\"}".formatted(owner));
      assertThat(answer.statusCode()).isEqualTo(200);
      return json(answer);
    }
  }

  private static Linked kept;
  private static Linked revoked;
  private static Linked sold;
  private static Linked rotated;
  private static String rotatedAway;
  private static Instant backup;
  private static long epochGivenOut;

  /** Links, a backup, and what comes after it. */
  @BeforeAll
  static void endSomeLinksAfterABackup() throws InterruptedException {
    StateDirectory.delete(STATE.root());
    POSTGRES.start();
    POSTGRES.ensureRole(LocalStack.OWNER);
    POSTGRES.ensureRole(LocalStack.HUSHKEY);
    BACKUPS.archive();
    POSTGRES.ensureDatabase(DATABASE, LocalStack.OWNER);
    new Migration(
            MigrationTarget.of(
                POSTGRES.jdbcUrl(DATABASE),
                LocalStack.OWNER,
                SecretText.of(POSTGRES.password(LocalStack.OWNER)),
                LocalStack.HUSHKEY))
        .run();
    HUSHKEY.start(config());
    kept = new Linked("alexa");
    revoked = new Linked("alexa");
    sold = new Linked("alexa");
    rotated = new Linked(ROTATING);
    for (Linked each : List.of(kept, revoked, sold, rotated)) {
      // The first one makes the signing key.
      await().atMost(PATIENCE).until(() -> each.refresh().equals("200"));
      assertThat(each.check()).isEqualTo("allowed");
    }
    BACKUPS.backUp();
    backup = now();

    rotatedAway = rotated.refresh;
    assertThat(rotated.refresh()).isEqualTo("200");
    assertThat(rotated.refresh()).isEqualTo("200");
    assertThat(revoke(revoked.user)).isEqualTo(200);
    epochGivenOut = sold.own("somebody-else").path("epoch").asLong();
    assertDead(revoked);
    assertThat(sold.check()).isEqualTo("not-the-owner");
  }

  @AfterAll
  static void stop() {
    HUSHKEY.stop();
    POSTGRES.stop();
  }

  /** In one test, since each restore is of the same server and the same moments. */
  @Test
  void restoredDatabase_answersNobody_untilItsOwnerHasSpoken_andThenNothingDeadLives()
      throws IOException {
    String afterwards = kept.access;
    lose(true, Optional.empty());
    assertAnswersNobody();
    assertFoundByWhoeverLooks();
    assertThat(restored("--nothing-lost")).contains("Nothing was lost");
    awaitAnswers();
    // All as it was, to the last record: nobody has to do anything.
    assertThat(kept.access).isEqualTo(afterwards);
    assertThat(kept.check()).isEqualTo("allowed");
    assertThat(rotated.check()).isEqualTo("allowed");
    assertThat(rotated.refresh()).isEqualTo("200");
    assertThat(sold.check()).isEqualTo("not-the-owner");
    assertDead(revoked);

    Path ended = Files.writeString(STATE.root().resolve("ended.txt"), endedByTheRecord());
    lose(false, Optional.of(backup));
    assertAnswersNobody();
    assertThat(restored("--keep-links", "--ended", ended.toString()))
        .contains("2 links ended", "owners of 4 devices are unknown");
    awaitAnswers();
    assertDead(revoked);
    // Of tokens that rotate nobody can say which were replaced.
    assertThat(rotated.refresh(rotatedAway)).isEqualTo("400 invalid_grant");
    assertThat(rotated.refresh()).isEqualTo("400 invalid_grant");
    assertThat(kept.check()).isEqualTo("token-not-live");
    for (Linked each : List.of(kept, sold)) {
      await().atMost(PATIENCE).until(() -> each.refresh().equals("200"));
      assertThat(each.check()).isEqualTo("503 ownership is unavailable");
    }
    kept.own(kept.user);
    assertThat(kept.check()).isEqualTo("allowed");
    assertThat(sold.own("somebody-else").path("epoch").asLong())
        .isGreaterThan(1_000_000)
        .isGreaterThan(epochGivenOut);
    assertThat(sold.check()).isEqualTo("not-the-owner");
    assertThat(restored("--owners-imported")).contains("2 devices belong to nobody");

    lose(false, Optional.of(backup));
    assertAnswersNobody();
    assertThat(restored("--end-links")).contains("4 links ended");
    awaitAnswers();
    for (Linked each : List.of(kept, revoked, sold, rotated)) {
      assertDead(each);
    }
    assertThat(rotated.refresh(rotatedAway)).isEqualTo("400 invalid_grant");
    // Who links again is served once the camera is known to be theirs.
    Linked again = new Linked("alexa");
    await().atMost(PATIENCE).until(() -> again.refresh().equals("200"));
    assertThat(again.check()).isEqualTo("allowed");
  }

  /** What the runbook's query makes of the record, which is kept elsewhere as well. */
  private static String endedByTheRecord() throws IOException {
    String page = Files.readString(Path.of("docs/runbooks/restore.md"));
    Matcher query = Pattern.compile("(?s)```sql(.*?);\\s*```").matcher(page);
    assertThat(query.find()).isTrue();
    String lines =
        query(
            "select string_agg(line, chr(10)) from (%s) as ended (line)"
                .formatted(query.group(1).replace(":'backup'", "'" + backup + "'")));
    assertThat(lines.lines())
        .containsExactlyInAnyOrder(
            "device:" + sold.device, "link:" + revoked.id, "user:" + revoked.user);
    return lines;
  }

  private static void assertDead(Linked link) {
    assertThat(link.check()).isIn("token-not-live", "link-revoked");
    assertThat(link.refresh()).isEqualTo("400 invalid_grant");
  }

  /** The replica that went on running. */
  private static void assertAnswersNobody() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(status(HUSHKEY.innerAddress() + "/q/health/ready"))
                    .contains("restored"));
    assertThat(status(HUSHKEY.innerAddress() + "/q/metrics"))
        .contains("hushkey_database_restored 1.0");
    assertThat(kept.check()).startsWith("503 ");
    assertThat(revoked.check()).startsWith("503 ");
    assertThat(revoked.refresh()).startsWith("503 ");
    assertThat(rotated.refresh(rotatedAway)).startsWith("503 ");
    assertThat(revoke(kept.user)).isEqualTo(503);
  }

  private static void assertFoundByWhoeverLooks() {
    assertThat(PROGRAM.run(config(), Map.of(), "doctor", "--only", "postgresql").output())
        .contains("hushkey restored");
    assertThat(PROGRAM.run(config(), Map.of("QUARKUS_PROFILE", "dev")).output())
        .contains("The database was restored.", "docs/runbooks/restore.md");
  }

  private static void awaitAnswers() {
    await().atMost(PATIENCE).until(HUSHKEY::isHealthy);
    assertThat(status(HUSHKEY.innerAddress() + "/q/metrics"))
        .contains("hushkey_database_restored 0.0");
  }

  private static void lose(boolean logIsSaved, Optional<Instant> until) {
    BACKUPS.loseDisk(logIsSaved);
    assertThat(kept.check()).startsWith("503 ");
    BACKUPS.restore(until);
  }

  private static String restored(String... options) {
    List<String> command = new ArrayList<>(List.of("restored"));
    command.addAll(List.of(options));
    Command done =
        PROGRAM.run(
            config(),
            Map.of(
                "QUARKUS_PROFILE",
                "dev",
                "HUSHKEY_MIGRATION_PASSWORD",
                POSTGRES.password(LocalStack.OWNER)),
            command.toArray(String[]::new));
    assertThat(done.exitCode()).as(done.output()).isZero();
    return done.output();
  }

  private static Map<String, String> config() {
    Map<String, String> config = new TreeMap<>(STACK.hushkeyConfig(DATABASE));
    String alexa = "hushkey.assistants.alexa.";
    for (String key : List.copyOf(config.keySet())) {
      if (key.startsWith(alexa) && !key.contains("app-to-app")) {
        config.put(
            "hushkey.assistants.%s.".formatted(ROTATING) + key.substring(alexa.length()),
            config.get(key));
      }
    }
    config.put("hushkey.assistants.rotating.display-name", "Rotating");
    config.put("hushkey.assistants.rotating.client-id", ROTATING);
    config.put("hushkey.assistants.rotating.refresh-policy", "successor-first-use");
    config.put(
        "hushkey.assistants.rotating.upstream.event-endpoints.na", "https://events.example/");
    config.put("hushkey.assistants.rotating.upstream.default-region", "na");
    config.put("quarkus.datasource.reactive.url", POSTGRES.reactiveUrl(DATABASE));
    config.put("hushkey.migration.jdbc-url", POSTGRES.jdbcUrl(DATABASE));
    config.put("quarkus.http.port", "0");
    config.put("quarkus.management.port", "0");
    // In a test hardly any time passes between the last heartbeat and the end of the restore.
    config.put("hushkey.restore.failover-within", "PT0.001S");
    return config;
  }

  private static int revoke(String user) {
    return api(
            "hushkey-admin",
            "POST",
            "/v1/revocations",
            "{\"selector\":{\"user\":\"%s\"},\"reason\":\"a test\"}".formatted(user))
        .statusCode();
  }

  private static HttpResponse<String> api(String caller, String method, String path, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(HUSHKEY.address() + path))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + STACK.keycloak().serviceToken(caller))
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String status(String address) {
    return send(HttpRequest.newBuilder(URI.create(address)).GET()).body();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(answer.body(), e);
    }
  }

  private static Instant now() {
    return OffsetDateTime.parse(
            query(
                "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"))
        .toInstant();
  }

  private static String query(String sql, Object... parameters) {
    try (Connection connection = POSTGRES.connect(DATABASE);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}
