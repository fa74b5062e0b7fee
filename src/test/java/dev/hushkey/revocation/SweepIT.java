package dev.hushkey.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.hushkey.audit.Actor;
import dev.hushkey.errand.Errands;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.Ending;
import dev.hushkey.link.LinkIds;
import dev.hushkey.link.Links;
import dev.hushkey.revocation.pace.SweepPace;
import dev.hushkey.sql.OwnContext;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.postgres.PostgresServer;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.FurtherPeople;
import dev.hushkey.testing.KeycloakAdminRelay;
import dev.hushkey.testing.LinkedCamera;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hamcrest.Matcher;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * What is left to do after a revocation: erased first, then logged out; and nothing that fails
 * holds up anything else.
 */
@OnStack
@QuarkusTestResource(value = KeycloakAdminRelay.class, restrictToAnnotatedClass = true)
class SweepIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  @Inject CleanUp cleanUp;
  @Inject Mutiny.SessionFactory sessions;
  @Inject Links links;
  @Inject LogOuts logOuts;
  @Inject Errands errands;
  @Inject RevocationSettings settings;
  @Inject Vertx vertx;
  @Inject FinishedRevocations finished;
  @Inject FormerAssistants former;

  KeycloakAdminRelay relay;

  private LinkedCamera alice;
  private LinkedCamera bob;

  @BeforeEach
  void twoPeopleWithSealedTokens() {
    relay.reset();
    alice = LinkedCamera.ofAlice().granted();
    bob = LinkedCamera.ofBob().granted();
  }

  @AfterEach
  void nothingIsLeftToDo() {
    relay.reset();
    Database.update("update revocation set finished_at = clock_timestamp()");
    // Keycloak dates a log-in by whole seconds, and the next test may log in within this one.
    Database.update(
        "update cut_off set at = at - interval '1 minute', made_at = made_at - interval '1 minute'"
            + " where end_sessions");
  }

  private static String revoke(Map<String, Object> selector, boolean endSessions) {
    return Api.revoke(selector, Map.of("endSessions", endSessions))
        .then()
        .statusCode(200)
        .extract()
        .path("revocation");
  }

  private static ValidatableResponse show(String revocation) {
    return Api.admin().get("/v1/revocations/{id}", revocation).then().statusCode(200);
  }

  private static void awaitFinished(String revocation) {
    await().atMost(SOON).untilAsserted(() -> show(revocation).body("finishedAt", notNullValue()));
  }

  private static void awaitErased(LinkedCamera camera) {
    await().atMost(SOON).untilAsserted(() -> assertThat(camera.stored("sealed")).isNull());
  }

  @Test
  void personWhomKeycloakWillNotLogOut_holdsUpNobody_andIsReported() {
    relay.refuse(People.ALICE, 403);

    String revocation = revoke(Map.of("assistant", "alexa"), true);

    awaitFinished(revocation);
    show(revocation)
        .body("erasedAt", notNullValue())
        .body("sessionsLeft", equalTo(0))
        .body("notLoggedOut.user", contains(People.ALICE))
        .body("notLoggedOut.why", contains("Keycloak answered 403"));
    assertThat(alice.stored("sealed")).isNull();
    assertThat(bob.stored("sealed")).isNull();
    assertThat(relay.logOutsOf(People.ALICE)).isEqualTo(KeycloakAdminRelay.TRIES);
    assertThat(relay.logOutsOf(People.BOB)).isEqualTo(1);
  }

  @Test
  void absentKeycloak_delaysNoErasure_andNobodyIsGivenUp() {
    relay.goAway();

    String first = revoke(Map.of("user", People.ALICE), true);
    String second = revoke(Map.of("user", People.BOB), true);

    awaitErased(alice);
    awaitErased(bob);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              show(first).body("heldUpBy", equalTo("keycloak is unavailable"));
              show(second).body("heldUpBy", equalTo("keycloak is unavailable"));
            });
    show(first).body("erasedAt", notNullValue()).body("finishedAt", nullValue());

    relay.reset();

    awaitFinished(first);
    awaitFinished(second);
    show(first).body("endedSessions", equalTo(1)).body("notLoggedOut", empty());
    assertThat(relay.logOutsOf(People.ALICE)).isEqualTo(1);
  }

  @Test
  void personWithoutLinks_isLoggedOutToo_whenNamed() {
    String person = UUID.randomUUID().toString();
    FurtherPeople.imported("without-links-" + person.substring(0, 8), person);
    String revocation = revoke(Map.of("user", person), true);

    awaitFinished(revocation);
    show(revocation).body("endedSessions", equalTo(1)).body("swept", equalTo(0));
    assertThat(relay.logOutsOf(person)).isEqualTo(1);
  }

  /** As if a replica of a newer release had revoked something that this one does not know. */
  @Test
  void revocationThatFails_holdsUpNoOther() {
    UUID poison = unfinished("tenant:acme");

    String revocation = revoke(Map.of("user", People.ALICE), false);

    awaitFinished(revocation);
    assertThat(alice.stored("sealed")).isNull();
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(Database.text("select failure from revocation where id = ?", poison))
                    .isEqualTo("unexpected, see the log"));
  }

  private static UUID unfinished(String scope) {
    UUID id = UUID.randomUUID();
    Database.update(
        """
        insert into revocation (id, scope, reason, actor, cut_off_at)
        values (?, ?, 'a test', 'system', clock_timestamp() - interval '1 hour')
        """,
        id,
        scope);
    return id;
  }

  @Test
  void linkThatAnotherTransactionHolds_isComeBackFor_andHoldsUpNoOther() throws SQLException {
    String revocation;
    try (Connection stuck = TestStack.current().postgres().connect(TestStack.database());
        Statement statement = stuck.createStatement()) {
      stuck.setAutoCommit(false);
      statement.execute("select from link where id = '" + alice.link() + "' for update");

      revocation = revoke(Map.of("assistant", "alexa"), false);

      awaitErased(bob);
      show(revocation).body("finishedAt", nullValue());
      stuck.rollback();
    }
    awaitFinished(revocation);
    assertThat(alice.stored("sealed")).isNull();
  }

  @Test
  void pausedCleanUp_rests_whileWhatIsRevokedStaysRevoked_andGoesOnWhenResumed()
      throws SQLException {
    String revocation;
    try (Connection stuck = TestStack.current().postgres().connect(TestStack.database());
        Statement statement = stuck.createStatement()) {
      stuck.setAutoCommit(false);
      statement.execute("select from link where id = '" + alice.link() + "' for update");
      revocation = revoke(Map.of("user", People.ALICE), false);
      await().atMost(SOON).untilAsserted(() -> show(revocation).body("toSweep", notNullValue()));
      for (int i = 0; i < 2; i++) {
        change(revocation, "pause").body("state", equalTo("PAUSED"));
      }
      stuck.rollback();
    }
    Database.update("update revocation set try_at = null where id = ?::uuid", revocation);
    assertThat(alice.stored("sealed")).isNotNull();

    awaitFinished(revoke(Map.of("user", People.BOB), false));

    assertThat(alice.stored("sealed")).isNotNull();
    assertThat(Database.text("select state from current_link where id = ?", alice.link()))
        .isEqualTo("REVOKED");
    show(revocation).body("pausedAt", notNullValue()).body("finishedAt", nullValue());

    for (int i = 0; i < 2; i++) {
      change(revocation, "resume").body("pausedAt", nullValue());
    }
    awaitFinished(revocation);
    assertThat(alice.stored("sealed")).isNull();
    change(revocation, "pause").body("state", equalTo("FINISHED")).body("pausedAt", nullValue());
    assertThat(
            Database.text(
                """
                select string_agg(kind, ' ' order by id) from audit_event
                 where revocation_id = ?::uuid and kind like 'clean-up-%' and actor like 'service:%'
                """,
                revocation))
        .isEqualTo("clean-up-paused clean-up-resumed");
    Api.admin().post("/v1/revocations/{id}/pause", UUID.randomUUID()).then().statusCode(404);
  }

  private static ValidatableResponse change(String revocation, String how) {
    return Api.admin().post("/v1/revocations/{id}/{how}", revocation, how).then().statusCode(200);
  }

  @Test
  void revocationThatAnotherReplicaWorksOn_isLeftToIt_untilItsLeaseEnds() {
    UUID others = unfinished("user:" + People.CAROL);
    Database.update(
        """
        update revocation set lease = gen_random_uuid(),
               lease_until = clock_timestamp() + interval '1 hour' where id = ?
        """,
        others);

    awaitFinished(revoke(Map.of("user", People.ALICE), false));
    awaitFinished(revoke(Map.of("user", People.BOB), false));

    show(others.toString()).body("finishedAt", nullValue());
    Database.update("update revocation set lease_until = clock_timestamp() where id = ?", others);
    awaitFinished(others.toString());
  }

  @Test
  void assistantWithLinksButWithoutConfiguration_isLookedForAtTheStart() {
    Database.store(
        new LinkRef(new AssistantId("former"), LinkIds.create(), new UserId(People.ALICE)),
        "vault:v1:sealed");

    assertThat(result(former.withLinks())).containsExactly(new AssistantId("former"));
  }

  @Test
  void replicaThatLostItsLease_changesNothing() {
    String revocation = unfinished("user:" + People.ALICE).toString();
    Database.update(
        """
        update revocation
           set lease = gen_random_uuid(), lease_until = clock_timestamp() + interval '1 hour',
               cut_off_at = clock_timestamp()
         where id = ?::uuid
        """,
        revocation);
    SweepTask late =
        new SweepTask(
            RevocationId.from(revocation),
            UUID.randomUUID(),
            new SweepTask.Cut("user:" + People.ALICE, Instant.now().plusSeconds(60), true, false),
            false,
            SweepTask.Position.START,
            new SweepTask.SoFar(0, 0, 1000));

    assertThatThrownBy(() -> result(cleanUp.step(late)))
        .hasMessageContaining("another replica has taken this revocation over");

    assertThat(alice.stored("sealed")).isNotNull();
  }

  @Test
  void stepAtALowRate_restsAfterwards_andOneWithoutALimitDoesNot() {
    String first = unfinished("user:" + People.ALICE).toString();
    Duration unlimited = step(first, SweepPace.of(0, vertx));
    String second = unfinished("user:" + People.BOB).toString();
    Duration limited = step(second, SweepPace.of(1, vertx));

    assertThat(limited).isGreaterThan(Duration.ofMillis(900)).isGreaterThan(unlimited);
  }

  /** Of a million links, each step would otherwise walk past all that are ended already. */
  @Test
  void stepOfAWholeAssistant_notesWhereTheNextOneBegins() {
    String revocation = unfinished("assistant:google").toString();
    LinkId first = LinkId.from("00000000-0000-4000-8000-00000000000a");
    LinkId second = LinkId.from("00000000-0000-4000-8000-00000000000b");
    for (LinkId link : List.of(first, second)) {
      Database.store(
          new LinkRef(new AssistantId("google"), link, new UserId("sweep-" + link)),
          "vault:v1:sealed");
    }

    step(revocation, "assistant:google", SweepPace.of(0, vertx));

    assertThat(Database.text("select swept_to from revocation where id = ?::uuid", revocation))
        .isEqualTo(first.toString());
    assertThat(Database.text("select state from link where id = ?", first.value()))
        .isEqualTo("REVOKED");
    assertThat(Database.text("select state from link where id = ?", second.value()))
        .isEqualTo("ACTIVE");
    Database.update("update link set state = 'REVOKED' where id = ?", second.value());
  }

  /** Takes one step of one link, of two that there are, by a replica with this pace. */
  private Duration step(String revocation, SweepPace pace) {
    String user =
        Database.text("select substr(scope, 6) from revocation where id = ?::uuid", revocation);
    Database.store(
        new LinkRef(new AssistantId("google"), LinkIds.create(), new UserId(user)),
        "vault:v1:sealed");
    return step(revocation, "user:" + user, pace);
  }

  private Duration step(String revocation, String scope, SweepPace pace) {
    UUID lease = UUID.randomUUID();
    Database.update(
        """
        update revocation set lease = ?, lease_until = clock_timestamp() + interval '1 hour',
               worked_at = clock_timestamp()
         where id = ?::uuid
        """,
        lease,
        revocation);
    SweepTask task =
        new SweepTask(
            RevocationId.from(revocation),
            lease,
            new SweepTask.Cut(scope, Instant.now().plusSeconds(60), true, false),
            false,
            SweepTask.Position.START,
            new SweepTask.SoFar(0, 0, 1));
    long start = System.nanoTime();
    result(new CleanUp(sessions, links, logOuts, errands, pace, settings).step(task));
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void finishedRevocation_isForgottenAfterItsTime_andItsCutOffStaysInForce() {
    String revocation = revoke(Map.of("user", People.ALICE), true);
    awaitFinished(revocation);
    Database.update(
        "update revocation set finished_at = finished_at - interval '401 days' where id = ?::uuid",
        revocation);

    result(finished.sweep());

    Api.admin().get("/v1/revocations/{id}", revocation).then().statusCode(404);
    Database.update("update link set state = 'ACTIVE' where id = ?", alice.link());
    assertThat(Database.text("select state from current_link where id = ?", alice.link()))
        .isEqualTo("REVOKED");
  }

  /** Nobody sees such a link before it commits, and it is refused all the same. */
  @Test
  void linkWhoseTransactionOutlastsTheCutOff_isCleanedUpToo() throws Exception {
    String user = "late-" + UUID.randomUUID();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    CompletableFuture<Void> made = new CompletableFuture<>();
    CompletableFuture<Void> linking = CompletableFuture.runAsync(() -> link(user, made, gate));
    made.get(10, TimeUnit.SECONDS);

    String revocation = revoke(Map.of("user", user), false);
    await()
        .atMost(SOON)
        .until(() -> sweepOf(revocation, "swept_at is not null and finished_at is null"));
    await()
        .during(Duration.ofMillis(300))
        .atMost(SOON)
        .until(() -> sweepOf(revocation, "finished_at is null"));
    gate.complete(null);
    linking.get(10, TimeUnit.SECONDS);

    awaitFinished(revocation);
    show(revocation).body("swept", equalTo(1));
    assertThat(
            Database.text(
                """
                select l.state || ' ' || (t.sealed is null)
                  from link l join upstream_token t on t.link_id = l.id where l.user_id = ?
                """,
                user))
        .isEqualTo("REVOKED true");
  }

  /** The service ends its own soon. Others may use its role: an operator, or a pooler. */
  @Test
  void oldTransactionOfTheServicesRole_isNamed_whileTheCleanUpWaitsForIt() throws SQLException {
    PostgresServer server = TestStack.current().postgres();
    String revocation;
    try (Connection old =
            DriverManager.getConnection(
                server.jdbcUrl(TestStack.database()),
                LocalStack.HUSHKEY,
                server.password(LocalStack.HUSHKEY));
        Statement statement = old.createStatement()) {
      old.setAutoCommit(false);
      statement.execute("select 1");
      int process = old.unwrap(PGConnection.class).getBackendPID();

      revocation = revoke(Map.of("user", People.ALICE), false);

      awaitHeldUpBy(
          revocation,
          matchesPattern(
              "a transaction of the service's role, open since \\S+Z \\(process %d of PostgreSQL\\)"
                  .formatted(process)));
      show(revocation).body("erasedAt", nullValue()).body("finishedAt", nullValue());
      assertThat(alice.stored("sealed")).isNull();
      old.rollback();
    }
    awaitFinished(revocation);
    show(revocation).body("heldUpBy", nullValue()).body("erasedAt", notNullValue());
  }

  private static void awaitHeldUpBy(String revocation, Matcher<String> why) {
    await().atMost(SOON).untilAsserted(() -> show(revocation).body("heldUpBy", why));
  }

  /** It is not in the snapshot of a statement that began before it was committed. */
  @Test
  void tokenThatIsStoredWhileItsLinkEnds_isErasedToo() throws Exception {
    Database.update("delete from upstream_token where link_id = ?", alice.link());
    try (Connection storing = TestStack.current().postgres().connect(TestStack.database());
        Statement statement = storing.createStatement()) {
      storing.setAutoCommit(false);
      statement.execute("select from link where id = '" + alice.link() + "' for share");
      statement.execute(
          """
          insert into upstream_token
                 (link_id, sealed, received_at, access_expires_at, region, event_endpoint, version)
          values ('%s', 'vault:v1:late', clock_timestamp(), clock_timestamp(), 'na',
                  'https://localhost', 1)
          """
              .formatted(alice.link()));
      CompletableFuture<Boolean> ending = CompletableFuture.supplyAsync(this::endOfAlice);
      await().atMost(SOON).until(SweepIT::somebodyWaitsForALock);
      storing.commit();
      assertThat(ending.get(10, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(alice.stored("version")).isEqualTo("2");
    assertThat(alice.stored("sealed")).isNull();
  }

  private boolean endOfAlice() {
    LinkRef link =
        new LinkRef(new AssistantId("alexa"), new LinkId(alice.link()), new UserId(People.ALICE));
    return result(
        sessions.withTransaction(
            session -> links.end(session, link, Ending.by(Actor.user(link.user()), "test"))));
  }

  private static boolean somebodyWaitsForALock() {
    return !Database.text(
            """
            select count(*) from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock'
            """)
        .equals("0");
  }

  private static boolean sweepOf(String revocation, String state) {
    return Database.text(
            "select count(*) from revocation where id = ?::uuid and " + state, revocation)
        .equals("1");
  }

  /** A linking that takes its time, as the service makes it. */
  private void link(String user, CompletableFuture<Void> made, CompletableFuture<Void> gate) {
    result(
        Uni.createFrom()
            .deferred(
                () ->
                    sessions.withTransaction(
                        session ->
                            session
                                .createNativeQuery(
                                    """
                                    with made as (
                                      insert into link (id, user_id, assistant, state, authorized_at,
                                                        created_at, changed_at)
                                      values (gen_random_uuid(), :user, 'alexa', 'ACTIVE',
                                              clock_timestamp(), clock_timestamp(),
                                              clock_timestamp())
                                      returning id)
                                    insert into upstream_token
                                           (link_id, sealed, received_at, access_expires_at, region,
                                            event_endpoint, version)
                                    select id, 'vault:v1:late', clock_timestamp(),
                                           clock_timestamp(), 'na', 'https://localhost', 1
                                      from made
                                    """)
                                .setParameter("user", user)
                                .executeUpdate()
                                .invoke(() -> made.complete(null))
                                .chain(
                                    () ->
                                        OwnContext.andBack(
                                            Uni.createFrom().completionStage(gate))))));
  }

  @Test
  void cutOffsThatALaterOneCovers_areForgotten_butNotTheOneThatEndedSessions() {
    String scope = "user:" + People.ALICE;
    awaitFinished(revoke(Map.of("user", People.ALICE), true));
    awaitFinished(revoke(Map.of("user", People.ALICE), false));
    awaitFinished(revoke(Map.of("user", People.ALICE), false));

    await().atMost(SOON).untilAsserted(() -> assertThat(cutOffsOf(scope)).isEqualTo("2"));
    assertThat(
            Database.text("select count(*) from cut_off where scope = ? and end_sessions", scope))
        .isEqualTo("1");

    awaitFinished(revoke(Map.of("everything", true), true));
    await().atMost(SOON).untilAsserted(() -> assertThat(cutOffsOf(scope)).isEqualTo("0"));
    assertThat(Database.text("select state from current_link where id = ?", alice.link()))
        .isEqualTo("REVOKED");
  }

  private static String cutOffsOf(String scope) {
    return Database.text("select count(*) from cut_off where scope = ?", scope);
  }

  private static <T> T result(Uni<T> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(() -> work);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
