package dev.hushkey.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.hushkey.audit.Actor;
import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DrillId;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.Revocations;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.seal.Sealer;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An incident, rehearsed beside the links of real people. */
@OnStack
class DrillIT {

  private static final int LINKS = 600;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final AssistantId ALEXA = new AssistantId("alexa");

  /** What a drill makes, wherever it is. */
  private static final String LEFT =
      """
      select (select count(*) from link where starts_with(assistant, 'drill-'))
           + (select count(*) from user_decision where starts_with(assistant, 'drill-'))
           + (select count(*) from ownership where starts_with(device_id, 'drill:'))
           + (select count(*) from device_grant where starts_with(device_id, 'drill:'))
           + (select count(*) from revocation where starts_with(scope, 'assistant:drill-'))
           + (select count(*) from cut_off where starts_with(scope, 'assistant:drill-'))
           + (select count(*) from drill where ended_at is null)
           + (select count(*) from access_token t
               where not exists (select from link l where l.id = t.link_id)) - %d
           + (select count(*) from upstream_token where event_endpoint = 'https://drill.invalid/')
      """;

  /** Everything that decides about these links. */
  private static final String REAL =
      """
      select md5(string_agg(part, ',' order by part))
        from (select cast(l as text) from link l where l.id in (?::uuid, ?::uuid)
              union all
              select cast(t as text) from upstream_token t where t.link_id in (?::uuid, ?::uuid)
              union all
              select cast(g as text) from device_grant g where g.link_id in (?::uuid, ?::uuid)
              union all
              select cast(c as text) from cut_off c where not starts_with(c.scope, 'assistant:drill-')
              union all
              select r.scope from revocation r where not starts_with(r.scope, 'assistant:drill-'))
             as parts (part)
      """;

  @Inject DrillStore store;
  @Inject DrillRemoval removal;
  @Inject Revocations revocations;
  @Inject Sealer sealer;

  @TempDir Path home;

  private LinkedCamera alice;
  private LinkedCamera bob;
  private long orphans;

  @BeforeEach
  void noOtherDrill() {
    await().atMost(LIMIT).until(() -> underWay() == 0);
    orphans =
        Long.parseLong(
            Database.text(
                "select count(*) from access_token t"
                    + " where not exists (select from link l where l.id = t.link_id)"));
  }

  private static int underWay() {
    return Integer.parseInt(Database.text("select count(*) from drill where ended_at is null"));
  }

  private void assertNothingIsLeft() {
    assertThat(Database.text(LEFT.formatted(orphans))).isEqualTo("0");
  }

  private String real() {
    Object[] links =
        Stream.generate(() -> List.of(alice.link().toString(), bob.link().toString()))
            .limit(3)
            .flatMap(List::stream)
            .toArray();
    return Database.text(REAL, links);
  }

  private static Response begin(int links) {
    return Api.admin()
        .contentType("application/json")
        .body(Map.of("assistant", "alexa", "links", links))
        .post("/v1/drills");
  }

  private static ValidatableResponse show(String drill) {
    return Api.admin().get("/v1/drills/{drill}", drill).then().statusCode(200);
  }

  private static String state(String drill) {
    return show(drill).extract().path("state");
  }

  private static ValidatableResponse ended(String drill) {
    await().atMost(LIMIT).until(() -> show(drill).extract().path("endedAt") != null);
    return show(drill);
  }

  private static int countEverything() {
    return Api.revoke(Map.of("everything", true), Map.of("dryRun", true))
        .then()
        .statusCode(200)
        .extract()
        .path("links");
  }

  @Test
  void drillBesideRealLinks_measuresEachStep_changesNothingOfThem_andLeavesNothing() {
    alice = LinkedCamera.ofAlice().granted();
    bob = LinkedCamera.ofBob().granted();
    int living = countEverything();
    String before = real();

    String drill = begin(LINKS).then().statusCode(200).extract().path("drill");
    begin(LINKS).then().statusCode(409).body("detail", containsString(drill));
    await().atMost(LIMIT).until(() -> !state(drill).equals("PREPARING"));
    assertThat(countEverything()).isEqualTo(living);
    Api.admin()
        .get("/v1/revocations?limit=5")
        .then()
        .body("revocations.scope", not(hasItem("assistant:drill-alexa")));

    ended(drill)
        .body("state", equalTo("SUCCEEDED"))
        .body("failure", nullValue())
        .body("assistant", equalTo("alexa"))
        .body("links", equalTo(LINKS))
        .body("figures.dryRun", greaterThan(0f))
        .body("figures.inForce", greaterThan(0f))
        .body("figures.lastDoorClosed", greaterThan(0f))
        .body("figures.swept", greaterThan(0f))
        .body("figures.relinked", greaterThan(0f))
        .body("figures.answers", greaterThan(16))
        .body("figures.lateAnswers", equalTo(0));

    assertNothingIsLeft();
    assertThat(real()).isEqualTo(before);
    assertThat(countEverything()).isEqualTo(living);
    assertThat(alice.allows(Action.VIEW)).isTrue();
    assertThat(bob.allows(Action.VIEW)).isTrue();
    assertOnRecord(drill);
  }

  /** Everything that it did is told apart there. */
  private static void assertOnRecord(String drill) {
    assertThat(recorded("kind = 'drill-begun' and detail like ?", drill + "%")).isEqualTo(1);
    assertThat(recorded("kind = 'drill-ended' and detail like ?", drill + ": succeeded"))
        .isEqualTo(1);
    assertThat(
            recorded(
                "kind = 'link-ended' and assistant = 'drill-alexa' and starts_with(user_id, ?)",
                "drill:" + drill))
        .isEqualTo(LINKS);
    assertThat(
            recorded(
                "kind = 'revoked' and assistant = 'drill-alexa' and detail like '%: drill: %'"
                    + " and revocation_id in (select revocation_id from audit_event"
                    + " where starts_with(user_id, ?))",
                "drill:" + drill))
        .isEqualTo(1);
  }

  private static int recorded(String condition, String value) {
    return Integer.parseInt(
        Database.text("select count(*) from audit_event where " + condition, value));
  }

  @Test
  void whatCannotBeDrilled_isRefused() {
    for (String assistant : List.of("nobody", "drill-", "drill--x", "drill-alexa")) {
      Api.admin()
          .contentType("application/json")
          .body(Map.of("assistant", assistant))
          .post("/v1/drills")
          .then()
          .statusCode(404);
    }
    begin(0).then().statusCode(400);
    begin(Drill.Plan.MAX + 1).then().statusCode(400);
    Api.admin().get("/v1/drills/{drill}", DrillId.random().toString()).then().statusCode(404);
    assertThat(underWay()).isZero();
  }

  /** Its replica is gone, and another finds what it left: links, tokens, a revocation. */
  @Test
  void drillOfAReplicaThatDied_isRemovedByAnother() throws Throwable {
    DrillId drill = DrillId.random();
    Drill.Plan plan = new Drill.Plan(ALEXA.inDrill(), 40);
    Actor admin = Actor.operator("carol");
    assertThat(run(() -> store.begin(drill, plan, admin))).isTrue();
    List<Uni<SyntheticLink>> each =
        IntStream.rangeClosed(1, plan.links())
            .mapToObj(n -> SyntheticLink.of(drill, plan.assistant(), n, sealer))
            .toList();
    List<SyntheticLink> links = run(() -> Uni.join().all(each).andFailFast());
    run(() -> store.make(drill, 1, links));
    run(
        () ->
            revocations.revoke(
                new RevocationScope.OfAssistant(plan.assistant()),
                Revocation.Cause.of("a test"),
                admin,
                false));
    run(() -> removal.removeLeftBehind());
    assertThat(underWay()).as("its lease runs on").isEqualTo(1);

    Database.update("update drill set lease_until = clock_timestamp() where id = ?", drill.value());
    run(() -> removal.removeLeftBehind());

    show(drill.toString()).body("state", equalTo("FAILED")).body("failure", equalTo("interrupted"));
    assertNothingIsLeft();
  }

  /** It was only slow, and must make nothing any more. */
  @Test
  void drillThatWasTakenForAbandoned_stops_andLeavesNothing() throws Throwable {
    String drill = begin(2000).then().statusCode(200).extract().path("drill");
    await()
        .until(
            () ->
                !Database.text("select count(*) from link where assistant = 'drill-alexa'")
                    .equals("0"));
    Database.update("update drill set lease_until = clock_timestamp() where ended_at is null");
    run(() -> removal.removeLeftBehind());

    ended(drill).body("state", equalTo("FAILED"));
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(this::assertNothingIsLeft);
  }

  private static <T> T run(java.util.function.Supplier<Uni<T>> work) throws Throwable {
    return VertxContextSupport.subscribeAndAwait(work);
  }

  @Test
  void command_printsEachTime() {
    CliRun cli = CliRun.in(home).server(TestStack.current().hushkeyConfig().get("hushkey.issuer"));
    cli.piping(TestStack.current().keycloak().clientSecret("hushkey-admin") + "\n")
        .run("login", "--client-id", "hushkey-admin", "--client-secret-file", "-");

    CliRun.Result unconfirmed = cli.run("drill", "--assistant", "alexa", "--links", "20");
    assertThat(unconfirmed.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(underWay()).isZero();

    CliRun.Result done = cli.run("drill", "--assistant", "alexa", "--links", "20", "--yes");
    assertThat(done.exitCode()).as(done.err()).isEqualTo(ExitCode.OK);
    assertThat(done.out())
        .containsPattern("dry run +[0-9.,]+ ms")
        .containsPattern("in force +[0-9.,]+ ms")
        .containsPattern("last door closed +[0-9.,]+ ms")
        .containsPattern("swept +[0-9.,]+ ms")
        .containsPattern("re-linked +[0-9.,]+ ms")
        .containsPattern("given too late +0");
    assertThat(done.err()).contains("nothing of it is left");
    assertNothingIsLeft();
  }
}
