package dev.hushkey.handout.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.hushkey.identity.Action;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.keycloak.KeycloakServer;
import dev.hushkey.stack.postgres.PostgresServer;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import dev.hushkey.testing.UpstreamRelay;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to a token near its end, by real tokens, and by a wire that can be cut. */
@OnStack
@QuarkusTestResource(value = UpstreamRelay.class, restrictToAnnotatedClass = true)
class RefreshIT {

  private static final int AT_ONCE = 30;

  /** Filled by {@link UpstreamRelay#inject}. */
  UpstreamRelay relay;

  private final String backend = TestStack.current().keycloak().serviceToken("camera-backend");
  private LinkedCamera camera;
  private String oldToken;

  @BeforeEach
  void aTokenThatIsFresh() {
    relay.reset();
    camera = LinkedCamera.ofAlice().granted();
    oldToken = Api.token(handOut());
  }

  @AfterEach
  void theWireIsWhole() {
    relay.reset();
  }

  /** With a token obtained before, so that what is measured is a hand-out and nothing else. */
  private Response handOut() {
    return RestAssured.given()
        .auth()
        .oauth2(backend)
        .contentType(ContentType.JSON)
        .body(
            Map.of(
                "user", camera.owner(),
                "device", camera.device().value(),
                "assistant", "alexa",
                "action", Action.EVENTS.wireName()))
        .post("/v1/handouts");
  }

  private List<Response> handOutAtOnce() throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<Response>> calls =
          Stream.generate(() -> (Callable<Response>) this::handOut).limit(AT_ONCE).toList();
      List<Response> answers = new ArrayList<>();
      for (Future<Response> call : callers.invokeAll(calls)) {
        answers.add(call.get());
      }
      return answers;
    }
  }

  private static void assertUnavailable(Response answer) {
    answer
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("title", equalTo("upstream is unavailable"));
  }

  private String linkState() {
    return Database.text("select state from link where id = ?", camera.link());
  }

  @Test
  void freshToken_isNotRefreshed() {
    assertThat(Api.token(handOut())).isEqualTo(oldToken);
    assertThat(relay.refreshes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"299", "10", "-60"})
  void tokenNearItsEnd_isRefreshedBeforeItIsHandedOut(int seconds) {
    camera.endsIn(seconds);
    String sealedBefore = camera.stored("sealed");
    Response answer = handOut();
    answer.then().statusCode(200);
    assertThat(Api.token(answer)).isNotEqualTo(oldToken);
    assertThat(Instant.parse(answer.path("handouts[0].expiresAt")))
        .isAfter(Instant.now().plus(Duration.ofMinutes(50)));
    assertThat(relay.refreshes()).isEqualTo(1);
    assertThat(camera.stored("version")).isEqualTo("2");
    assertThat(camera.stored("sealed")).matches("vault:v\\d+:.+").isNotEqualTo(sealedBefore);
    assertThat(camera.stored("lease_until")).isNull();
    assertThat(camera.recorded("upstream-refreshed", "done")).isEqualTo(1);
  }

  @Test
  void thirtyHandOutsOfADeadToken_refreshOnceAndAllGetTheNewToken() throws Exception {
    camera.endsIn(-60);
    List<Response> answers = handOutAtOnce();
    assertThat(answers).allSatisfy(answer -> answer.then().statusCode(200));
    assertThat(answers.stream().map(answer -> Api.token(answer)).distinct())
        .hasSize(1)
        .doesNotContain(oldToken);
    assertThat(relay.refreshes()).isEqualTo(1);
    assertThat(camera.stored("version")).isEqualTo("2");
    assertThat(camera.recorded("handout", "allowed")).isEqualTo(AT_ONCE + 1);
  }

  @Test
  void thirtyHandOutsOfATokenThatStillLives_refreshOnceAndAllGetATokenThatLives() throws Exception {
    camera.endsIn(120);
    List<Response> answers = handOutAtOnce();
    assertThat(answers).allSatisfy(answer -> answer.then().statusCode(200));
    assertThat(relay.refreshes()).isEqualTo(1);
    assertThat(camera.stored("version")).isEqualTo("2");
  }

  @Test
  void whileSomebodyRefreshes_aTokenWithSomeLifeIsHandedOutAsItIs() {
    camera.endsIn(120);
    lease(60);
    assertThat(Api.token(handOut())).isEqualTo(oldToken);
    assertThat(relay.refreshes()).isZero();
  }

  @Test
  void whoeverRefreshedDied_andTheNextOneRefreshesWhenItsLeaseEnds() {
    camera.endsIn(-60);
    lease(1);
    handOut().then().statusCode(200);
    assertThat(relay.refreshes()).isEqualTo(1);
    assertThat(camera.stored("lease_fence")).isEqualTo("2");
  }

  @Test
  void whoeverRefreshesTakesTooLong_isUnavailable() {
    camera.endsIn(-60);
    lease(60);
    assertUnavailable(handOut());
    assertThat(relay.refreshes()).isZero();
  }

  private void lease(int seconds) {
    Database.update(
        """
        update upstream_token
           set lease_fence = lease_fence + 1,
               lease_until = clock_timestamp() + ? * interval '1 second'
         where link_id = ?
        """,
        seconds,
        camera.link());
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "0, ''", // no answer at all
        "500, ''",
        "503, '{\"error\":\"invalid_grant\"}'",
        "429, ''",
        "200, '<html>'",
        "401, '{\"error\":\"invalid_client\"}'",
        "404, ''",
      })
  void upstreamAway_costsNoLink(int status, String body) {
    if (status == 0) {
      relay.cut();
    } else {
      relay.answer(status, body);
    }
    camera.endsIn(120);
    assertThat(Api.token(handOut())).isEqualTo(oldToken);

    camera.endsIn(-1);
    giveLeaseBack();
    assertUnavailable(handOut());
    assertThat(linkState()).isEqualTo("ACTIVE");
    assertThat(camera.stored("version")).isEqualTo("1");

    relay.reset();
    giveLeaseBack();
    Response healed = handOut();
    healed.then().statusCode(200);
    assertThat(Api.token(healed)).isNotEqualTo(oldToken);
  }

  /** Ends the pause that follows an outage, which a test need not sit out. */
  private void giveLeaseBack() {
    Database.forgetRefusals();
  }

  @Test
  void outage_isFollowedByAPause_inWhichNobodyAsksAgain() {
    relay.cut();
    camera.endsIn(120);
    handOut().then().statusCode(200);
    handOut().then().statusCode(200);
    handOut().then().statusCode(200);
    assertThat(relay.refreshes()).isEqualTo(1);
  }

  @Test
  void grantThatAmazonTookBack_needsRelinking_andOnlyThisLink() {
    LinkedCamera bobs = LinkedCamera.ofBob().granted();
    endSessionsAtAmazon("alice-amazon");
    camera.endsIn(-60);
    handOut().then().statusCode(403).body("reason", equalTo("needs-relink"));
    assertThat(linkState()).isEqualTo("NEEDS_RELINK");
    assertThat(camera.recorded("link-needs-relink", "done")).isEqualTo(1);
    handOut().then().statusCode(403).body("reason", equalTo("needs-relink"));
    assertThat(relay.refreshes()).isEqualTo(1);
    bobs.endsIn(-60);
    Api.handOut(bobs.owner(), bobs.device(), Action.EVENTS).then().statusCode(200);
  }

  private static void endSessionsAtAmazon(String person) {
    KeycloakServer keycloak = TestStack.current().keycloak();
    String admin =
        RestAssured.given()
            .formParams(
                Map.of(
                    "grant_type", "password",
                    "client_id", "admin-cli",
                    "username", "admin",
                    "password", keycloak.password("admin")))
            .post(keycloak.tokenEndpoint("master"))
            .path("access_token");
    String users = keycloak.address() + "/admin/realms/" + KeycloakServer.AMAZON_REALM + "/users";
    String id =
        RestAssured.given()
            .auth()
            .oauth2(admin)
            .queryParam("username", person)
            .get(users)
            .path("[0].id");
    RestAssured.given()
        .auth()
        .oauth2(admin)
        .post(users + "/{id}/logout", id)
        .then()
        .statusCode(204);
  }

  @Test
  void linkRevokedDuringARefresh_getsNothing_andKeepsNothing() throws Exception {
    camera.endsIn(-60);
    String sealedBefore = camera.stored("sealed");
    relay.hold();
    try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
      Future<Response> answer = caller.submit(this::handOut);
      relay.awaitHeld();
      Api.revoke(Map.of("link", camera.link().toString())).then().statusCode(200);
      relay.release();
      answer.get().then().statusCode(403).body("reason", equalTo("link-revoked"));
    }
    // Erased by the sweep, or not yet; but never the new set.
    assertThat(camera.stored("sealed")).isIn(null, sealedBefore);
    assertThat(camera.recorded("upstream-refreshed", "done")).isZero();
  }

  @Test
  void deviceTransferredDuringARefresh_isRefused() throws Exception {
    camera.endsIn(-60);
    relay.hold();
    try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
      Future<Response> answer = caller.submit(this::handOut);
      relay.awaitHeld();
      Api.own(camera.device(), People.CAROL).then().statusCode(200);
      relay.release();
      answer.get().then().statusCode(403).body("reason", equalTo("not-the-owner"));
    }
  }

  private void endLease() {
    Database.update(
        """
        update upstream_token
           set lease_until = case when lease_until is not null then clock_timestamp() end,
               paused_until = null
         where link_id = ?
        """,
        camera.link());
  }

  /** The assistant rotates: the first answer holds the only refresh token that works. */
  @Test
  void holderThatOutlivesItsLease_stillStores_andTheLinkIsNotTakenForRefused() throws Exception {
    camera.endsIn(-60);
    relay.hold();
    try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
      Future<Response> slow = caller.submit(this::handOut);
      relay.awaitHeld();
      endLease();
      relay.answer(400, "{\"error\":\"invalid_grant\"}");
      assertUnavailable(handOut());
      assertThat(linkState()).isEqualTo("ACTIVE");
      relay.release();
      slow.get();
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(handOut().statusCode()).isEqualTo(200));
    assertThat(Api.token(handOut())).isNotEqualTo(oldToken);
    assertThat(linkState()).isEqualTo("ACTIVE");
    assertThat(camera.stored("version")).isEqualTo("2");
    assertThat(camera.recorded("link-needs-relink", "done")).isZero();
  }

  @Test
  void linkThatWasMarkedMeanwhile_isHealedByTheRefreshThatWorked() throws Exception {
    camera.endsIn(-60);
    relay.hold();
    try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
      Future<Response> slow = caller.submit(this::handOut);
      relay.awaitHeld();
      relay.answer(400, "{\"error\":\"invalid_grant\"}");
      endLease();
      assertUnavailable(handOut());
      endLease();
      handOut().then().statusCode(403).body("reason", equalTo("needs-relink"));
      relay.release();
      slow.get();
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(linkState()).isEqualTo("ACTIVE"));
    handOut().then().statusCode(200);
    assertThat(camera.recorded("link-tried-again", "done")).isEqualTo(1);
  }

  @Test
  void postgresAwayForTenSecondsBeforeTheSetIsStored_losesNothing() throws Exception {
    PostgresServer postgres = TestStack.current().postgres();
    camera.endsIn(-60);
    relay.hold();
    try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
      Future<Response> slow = caller.submit(this::handOut);
      relay.awaitHeld();
      long outage = System.nanoTime();
      postgres.kill();
      try {
        relay.release();
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> System.nanoTime() - outage > Duration.ofSeconds(10).toNanos());
      } finally {
        postgres.start();
      }
      slow.get();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(handOut().statusCode()).isEqualTo(200));
    assertThat(Api.token(handOut())).isNotEqualTo(oldToken);
    assertThat(camera.stored("version")).isEqualTo("2");
    assertThat(relay.refreshes()).isEqualTo(1);
  }

  @Test
  void newRefreshTokenWithoutAnAccessToken_isKept() {
    camera.endsIn(-60);
    String before = camera.stored("sealed");
    relay.answer(200, "{\"refresh_token\":\"Atzr|next\",\"access_token\":\"\"}");
    assertUnavailable(handOut());
    assertThat(camera.stored("version")).isEqualTo("2");
    assertThat(camera.stored("sealed")).isNotEqualTo(before);
    assertThat(linkState()).isEqualTo("ACTIVE");
  }

  @Test
  void newerSetStoredDuringARefresh_wins_andTheStaleSetIsDropped() throws Exception {
    camera.endsIn(-60);
    relay.hold();
    try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
      Future<Response> stale = caller.submit(this::handOut);
      relay.awaitHeld();
      // Somebody else's newer set, stored while the answer to the older refresh is under way.
      String sealed = camera.stored("sealed");
      Database.update(
          """
          update upstream_token
             set version = version + 1, lease_fence = lease_fence + 1, lease_until = null,
                 received_at = clock_timestamp(),
                 access_expires_at = clock_timestamp() + interval '1 hour'
           where link_id = ?
          """,
          camera.link());
      relay.release();
      Response answer = stale.get();
      answer.then().statusCode(200);
      assertThat(Api.token(answer)).isEqualTo(oldToken);
      assertThat(camera.stored("sealed")).isEqualTo(sealed);
      assertThat(camera.stored("version")).isEqualTo("2");
    }
  }
}
