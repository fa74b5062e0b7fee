package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.revocation.EndedSessions;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Conditions narrow what a revocation ends; whatever they mean is over when it returns. */
@OnStack
class SelectedRevocationIT {

  private final Linking linking = new Linking(TestStack.current());

  @Inject EndedSessions sessions;

  private LinkedCamera alice;
  private LinkedCamera bob;

  @BeforeEach
  void twoPeopleWithLinks() {
    alice = LinkedCamera.ofAlice();
    bob = LinkedCamera.ofBob();
  }

  private static Instant authorized(LinkedCamera camera) {
    return Instant.parse(
        Database.text(
            """
            select to_char(authorized_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
              from link where id = ?
            """,
            camera.link()));
  }

  private static Map<String, Object> before(Instant instant) {
    return Map.of("authorized", Map.of("before", instant.toString()));
  }

  private static Map<String, Object> after(Instant instant) {
    return Map.of("authorized", Map.of("after", instant.toString()));
  }

  private static String revoke(Map<String, Object> selector) {
    return Api.revoke(selector).then().statusCode(200).extract().path("revocation");
  }

  private static void awaitSwept(String revocation) {
    await()
        .untilAsserted(
            () ->
                Api.admin()
                    .get("/v1/revocations/{id}", revocation)
                    .then()
                    .body("finishedAt", notNullValue()));
  }

  @Test
  void linksAuthorizedBeforeAnInstant_areOneCutOff_andNewerOnesWork() {
    Instant instant = authorized(bob);
    String sentence = "every link with every assistant, authorized before " + instant;

    String revocation =
        Api.revoke(Map.of("everything", true, "where", before(instant)))
            .then()
            .statusCode(200)
            .body("scope", equalTo("everything"))
            .body("ends", equalTo(sentence))
            .body("cutOffAt", equalTo(instant.minus(1, ChronoUnit.MICROS).toString()))
            .extract()
            .path("revocation");

    assertThat(
            Database.text("select count(*) from cut_off where revocation_id = ?::uuid", revocation))
        .isEqualTo("1");
    assertThat(alice.allows(Action.VIEW)).isFalse();
    assertThat(linking.refresh(alice.refreshToken()).error()).isEqualTo("invalid_grant");
    assertThat(bob.allows(Action.VIEW)).isTrue();
    assertThat(LinkedCamera.ofAlice().allows(Action.VIEW)).isTrue();
    awaitSwept(revocation);
    Api.admin()
        .get("/v1/revocations/{id}", revocation)
        .then()
        .body("ends", equalTo(sentence))
        .body("inForceSince", notNullValue());
    assertThat(Database.text("select state from link where id = ?", alice.link()))
        .isEqualTo("REVOKED");
    assertThat(Database.text("select state from link where id = ?", bob.link()))
        .isEqualTo("ACTIVE");
    assertThat(
            Database.text(
                "select detail from audit_event where revocation_id = ?::uuid and kind = 'revoked'",
                revocation))
        .isEqualTo("everything (" + sentence + "): a test");
  }

  /** As if the sweep had not been there, only the cut-off says that the first link is dead. */
  @Test
  void cutOffWithAnOlderInstant_hidesNoNewerOne_andForgetsNone() {
    Instant instant = authorized(alice);
    awaitSwept(revoke(Map.of("user", People.ALICE)));
    Database.update("update link set state = 'ACTIVE' where id = ?", alice.link());

    awaitSwept(revoke(Map.of("everything", true, "where", before(instant))));
    awaitSwept(revoke(Map.of("user", People.ALICE, "where", before(instant))));

    assertThat(alice.allows(Action.VIEW)).isFalse();
    assertThat(bob.allows(Action.VIEW)).isTrue();
  }

  @Test
  void linksAuthorizedSinceAnInstant_areOver_andSoAreConsentsUnderWay() {
    DeviceId camera = Api.newCamera(People.BOB);
    Linking.Approval underWay = linking.approve("bob", Map.of(camera, Set.of(Action.VIEW)));
    Linking.Approval ofAnother =
        linking.approve("alice", Map.of(Api.newCamera(People.ALICE), Set.of(Action.VIEW)));
    Map<String, Object> selector =
        Map.of("user", People.BOB, "assistant", "alexa", "where", after(authorized(bob)));
    Api.revoke(selector, Map.of("dryRun", true))
        .then()
        .statusCode(200)
        .body("links", equalTo(1))
        .body(
            "ends",
            equalTo(
                "the links of user %s with alexa, authorized at %s or later"
                    .formatted(People.BOB, authorized(bob))));

    String revocation = revoke(selector);

    assertThat(bob.allows(Action.VIEW)).isFalse();
    assertThat(linking.refresh(bob.refreshToken()).error()).isEqualTo("invalid_grant");
    assertThat(linking.exchange(underWay).error()).isEqualTo("invalid_grant");
    assertThat(alice.allows(Action.VIEW)).isTrue();
    assertThat(linking.exchange(ofAnother).status()).isEqualTo(200);
    awaitSwept(revocation);
    assertThat(LinkedCamera.ofBob().allows(Action.VIEW)).isTrue();
  }

  @Test
  void consentUnderWay_fromBeforeTheInstant_isLeftAlone() {
    Linking.Approval underWay =
        linking.approve("bob", Map.of(Api.newCamera(People.BOB), Set.of(Action.VIEW)));

    revoke(Map.of("user", People.BOB, "where", after(Instant.now())));

    assertThat(linking.exchange(underWay).status()).isEqualTo(200);
  }

  /** Whoever logged in meanwhile is asked again only if a link of theirs has ended. */
  @Test
  void endOfSessions_withAnInstant_concernsOnlyWhoHadALinkThen() throws Throwable {
    LinkRef newcomer =
        new LinkRef(
            new AssistantId("alexa"), LinkIds.create(), new UserId("new-" + UUID.randomUUID()));
    Instant instant = Instant.now();
    Database.store(newcomer, "vault:v1:sealed");
    Instant loggedIn = Instant.now();
    Api.revoke(Map.of("everything", true, "where", before(instant)), Map.of("endSessions", true))
        .then()
        .statusCode(200);

    assertThat(isOver(People.ALICE, loggedIn)).isTrue();
    assertThat(isOver(newcomer.user().value(), loggedIn)).isFalse();
  }

  /** Keycloak dates a log-in by whole seconds, and the next test may log in within this one. */
  @AfterEach
  void nobodyHasToLogInAgain() {
    Database.update(
        "update cut_off set at = at - interval '1 minute', made_at = made_at - interval '1 minute'"
            + " where end_sessions");
  }

  private boolean isOver(String user, Instant loggedIn) throws Throwable {
    return VertxContextSupport.subscribeAndAwait(() -> sessions.isOver(new UserId(user), loggedIn));
  }

  @Test
  void instantInTheFuture_isRefused_andRevokesNothing() {
    Instant soon = Instant.now().plusSeconds(60);
    for (Map<String, Object> where : List.of(before(soon), after(soon))) {
      for (boolean dryRun : new boolean[] {true, false}) {
        Api.revoke(Map.of("everything", true, "where", where), Map.of("dryRun", dryRun))
            .then()
            .statusCode(400)
            .body("detail", containsString("which is in the future"))
            .body("detail", endsWith("by the database's clock"));
      }
    }
    assertThat(alice.allows(Action.VIEW)).isTrue();
  }

  @Test
  void contradictions_areRefused_andSayWhatToDo() {
    Api.revoke(
            Map.of(
                "user",
                People.ALICE,
                "where",
                Map.of(
                    "lastUsed",
                    Map.of("after", "2026-01-02T00:00:00Z", "before", "2026-01-01T00:00:00Z"))))
        .then()
        .statusCode(400)
        .body("detail", containsString("the first must be the earlier of the two"));
    Api.revoke(Map.of("where", Map.of("neverUsed", true)))
        .then()
        .statusCode(400)
        .body("detail", containsString("conditions alone are not enough"));
    Api.revoke(Map.of("user", People.ALICE, "where", Map.of("unknown", true)))
        .then()
        .statusCode(400);
    assertThat(alice.allows(Action.VIEW)).isTrue();
  }
}
