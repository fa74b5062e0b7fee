package dev.hushkey.alexa.applink;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AlexaCloud;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CameraApp;
import dev.hushkey.testing.CapturedLog;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.Needles;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Linking that starts in the company's app, with a real app log-in and Amazon's side played. */
@OnStack
class AppLinkIT {

  private static final Set<Action> WATCH = Set.of(Action.EVENTS, Action.VIEW);

  private static AlexaCloud amazon;
  private static CameraApp alice;
  private static CameraApp bob;

  @Inject AttemptsSweep sweep;

  private DeviceId camera;

  @BeforeAll
  static void installApps() {
    amazon = new AlexaCloud(TestStack.current());
    alice = CameraApp.of("alice");
    bob = CameraApp.of("bob");
  }

  @AfterAll
  static void stopAmazon() {
    amazon.close();
  }

  @BeforeEach
  void aCameraAndNoLink() {
    amazon.reset();
    camera = Api.newCamera(People.ALICE);
    alice.request().delete("/v1/app-links/alexa").then().statusCode(204);
  }

  private Map<DeviceId, Set<Action>> consent() {
    return Map.of(camera, WATCH);
  }

  private static long recorded(String kind, String outcome, String user) {
    return Long.parseLong(
        Database.text(
            "select count(*) from audit_event where kind = ? and outcome = ? and user_id = ?",
            kind,
            outcome,
            user));
  }

  private static void assertLinked(boolean linked) {
    alice.status().then().statusCode(200).body("linked", equalTo(linked));
  }

  private static void assertRefused(Response answer, int status, String type) {
    answer
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:hushkey:problem:" + type));
  }

  @Test
  void link_fromTheApp_isMadeAtAmazonAndHere() {
    long before = recorded("app-link", "done", People.ALICE);
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    alice
        .complete(back, consent())
        .then()
        .statusCode(200)
        .body("linked", equalTo(true))
        .body("state", equalTo("ACTIVE"))
        .body("authorizedAt", notNullValue());
    assertThat(amazon.complaints()).isEmpty();
    assertThat(amazon.seen())
        .containsExactly(
            "POST " + amazon.na() + "/auth/o2/token",
            "GET " + amazon.na() + "/v1/alexaApiEndpoint",
            "POST "
                + amazon.na()
                + "/v1/users/~current/skills/amzn1.ask.skill.hushkey-demo/enablement");
    String token = amazon.linked().getFirst().accessToken();
    Api.check(token, camera, Action.VIEW).then().body("allowed", equalTo(true));
    Api.check(token, camera, Action.CONTROL)
        .then()
        .body("allowed", equalTo(false))
        .body("reason", equalTo("action-not-granted"));
    assertLinked(true);
    assertThat(recorded("app-link", "done", People.ALICE)).isEqualTo(before + 1);
    assertThat(recorded("app-link-started", "done", People.ALICE)).isPositive();
  }

  @Test
  void start_saysWhereToSendThePerson_inBothDocumentedForms() {
    Response answer = alice.start();
    answer.then().statusCode(201).header("Cache-Control", "no-store");
    Map<String, String> app = Linking.query(URI.create(answer.path("alexaAppUrl")));
    Map<String, String> web = Linking.query(URI.create(answer.path("loginWithAmazonUrl")));
    assertThat(web)
        .containsOnlyKeys(
            "client_id",
            "scope",
            "response_type",
            "redirect_uri",
            "state",
            "code_challenge",
            "code_challenge_method")
        .containsEntry("state", answer.path("state"))
        .containsEntry("scope", "alexa::skills:account_linking");
    assertThat(app)
        .containsAllEntriesOf(web)
        .containsEntry("fragment", "skill-account-linking-consent")
        .containsEntry("skill_stage", "development")
        .hasSize(web.size() + 2);
  }

  @Test
  void redirectUri_thatIsNotConfigured_isMalformed() {
    assertRefused(
        alice
            .request()
            .body(Map.of("redirectUri", "https://evil.example/"))
            .post("/v1/app-links/alexa"),
        400,
        "malformed-request");
  }

  @Test
  void redirectUriOfTheApp_isNoneOfTheAuthorizationEndpoint() {
    given()
        .redirects()
        .follow(false)
        .queryParam("response_type", "code")
        .queryParam("client_id", Linking.CLIENT_ID)
        .queryParam("redirect_uri", TestStack.current().assistantAddress() + "/camera-app/alexa")
        .get("/oauth2/authorize")
        .then()
        .statusCode(400);
  }

  @Test
  void attemptOfAnotherPerson_isRefusedWithAnAlarm_andStaysUsable() {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    DeviceId bobs = Api.newCamera(People.BOB);
    long alarms = recorded("app-link", "alarm", People.BOB);
    assertRefused(bob.complete(back, Map.of(bobs, WATCH)), 400, "attempt-not-usable");
    assertThat(amazon.seen()).isEmpty();
    assertThat(recorded("app-link", "alarm", People.BOB)).isEqualTo(alarms + 1);
    bob.status().then().body("linked", equalTo(false));
    alice.complete(back, consent()).then().statusCode(200);
  }

  @Test
  void codeOfAnotherPersonsAmazonSession_isRefusedByAmazon() {
    CameraApp.Return alices = alice.backFromAmazon("alice-amazon");
    CameraApp.Return bobs = bob.backFromAmazon("bob-amazon");
    // Amazon's code of bob injected into alice's attempt: the proof is another one.
    assertRefused(
        alice.complete(new CameraApp.Return(alices.state(), bobs.code()), consent()),
        409,
        "refused-by-assistant");
    assertThat(amazon.codes()).isEmpty();
    assertLinked(false);
  }

  @Test
  void attempt_completedTwice_isRefusedTheSecondTime_andTheLinkStands() {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    alice.complete(back, consent()).then().statusCode(200);
    assertRefused(alice.complete(back, consent()), 400, "attempt-not-usable");
    assertThat(amazon.codes()).hasSize(1);
    assertLinked(true);
  }

  @Test
  void attempt_completedManyTimesAtOnce_linksOnce() throws Exception {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    Callable<Integer> complete = () -> alice.complete(back, consent()).statusCode();
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService taps = Executors.newFixedThreadPool(5)) {
      for (Future<Integer> answer : taps.invokeAll(Collections.nCopies(5, complete))) {
        statuses.add(answer.get());
      }
    }
    assertThat(statuses).containsExactlyInAnyOrder(200, 400, 400, 400, 400);
    assertThat(amazon.codes()).hasSize(1);
  }

  @Test
  void attempt_thatExpired_isRefused() {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    Database.update(
        "update app_link_attempt set expires_at = clock_timestamp() where user_id = ?",
        People.ALICE);
    assertRefused(alice.complete(back, consent()), 400, "attempt-not-usable");
    assertThat(amazon.seen()).isEmpty();
  }

  @Test
  void attempt_thatANewerOneReplaced_isRefused() {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    alice.start().then().statusCode(201);
    assertRefused(alice.complete(back, consent()), 400, "attempt-not-usable");
    assertThat(amazon.seen()).isEmpty();
  }

  @Test
  void sweep_deletesAttemptsADayAfterTheirEnd_andNoOthers() {
    alice.start().then().statusCode(201);
    bob.start().then().statusCode(201);
    Database.update(
        "update app_link_attempt set expires_at = clock_timestamp() - interval '25 hours'"
            + " where user_id = ?",
        People.ALICE);
    sweep.sweep().await().atMost(Duration.ofSeconds(10));
    assertThat(Database.text("select string_agg(user_id, ',') from app_link_attempt"))
        .isEqualTo(People.BOB);
  }

  @Test
  void personWhoSaidNoAtAmazon_endsTheAttempt() {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    long refused = recorded("consent", "refused", People.ALICE);
    alice
        .request()
        .body(Map.of("state", back.state()))
        .post("/v1/app-links/alexa/cancel")
        .then()
        .statusCode(204);
    assertThat(recorded("consent", "refused", People.ALICE)).isEqualTo(refused + 1);
    assertRefused(alice.complete(back, consent()), 400, "attempt-not-usable");
  }

  @Test
  void deviceOfSomebodyElse_isRefusedBeforeAnythingIsSpent() {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    DeviceId sold = Api.newCamera(People.ALICE);
    Api.own(sold, People.BOB);
    alice
        .complete(back, Map.of(camera, WATCH, sold, WATCH))
        .then()
        .statusCode(403)
        .body("reason", equalTo("not-the-owner"));
    assertThat(amazon.seen()).isEmpty();
    assertLinked(false);
    alice.complete(back, consent()).then().statusCode(200);
  }

  @Test
  void codeThatAmazonDoesNotKnow_isRefused() {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    assertRefused(
        alice.complete(new CameraApp.Return(back.state(), "AN-invented"), consent()),
        409,
        "refused-by-assistant");
    assertThat(amazon.complaints()).isEmpty();
    assertNoCodeIsUsable();
  }

  private static void assertNoCodeIsUsable() {
    assertThat(
            Database.text(
                """
                select count(*)
                  from authorization_code
                  join current_decision using (user_id, assistant, decided_at)
                 where user_id = ? and live and used_at is null and expires_at > clock_timestamp()
                """,
                People.ALICE))
        .isEqualTo("0");
  }

  @Test
  void tokenWithoutTheScope_isRefused() {
    String address = alice.start().path("loginWithAmazonUrl");
    CameraApp.Return back =
        alice.atAmazon(
            address.replace("scope=alexa%3A%3Askills%3Aaccount_linking", "scope=openid"),
            "alice-amazon");
    Response answer = alice.complete(back, consent());
    assertRefused(answer, 409, "refused-by-assistant");
    answer.then().body("detail", containsString("status 403"));
    assertThat(amazon.codes()).isEmpty();
    assertNoCodeIsUsable();
    assertLinked(false);
  }

  @ParameterizedTest
  @CsvSource({"500, ''", "429, ''", "200, '<html>'", "0, ''"})
  void loginWithAmazonAway_decidesNothing_andTheSameRequestWorksLater(int status, String body) {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    amazon.answerToken(status, body);
    Response answer = alice.complete(back, consent());
    assertRefused(answer, 503, "unavailable");
    answer.then().header("Retry-After", notNullValue());
    assertNoCodeIsUsable();
    assertLinked(false);
    amazon.reset();
    alice.complete(back, consent()).then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429, 307, 0})
  void enablementAway_decidesNothing_andAFreshCodeOfAmazonWorksLater(int status) {
    String address = alice.start().path("loginWithAmazonUrl");
    CameraApp.Return back = alice.atAmazon(address, "alice-amazon");
    amazon.answerEnablement(amazon.na(), status, "");
    assertRefused(alice.complete(back, consent()), 503, "unavailable");
    assertNoCodeIsUsable();
    assertLinked(false);
    amazon.reset();
    alice.complete(alice.atAmazon(address, "alice-amazon"), consent()).then().statusCode(200);
  }

  @Test
  void answerLostAfterAlexaRedeemed_isUnavailable_butTheLinkStands() {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    amazon.answerAfterRedeeming(amazon.na(), 0, "");
    assertRefused(alice.complete(back, consent()), 503, "unavailable");
    assertLinked(true);
    Api.check(amazon.linked().getFirst().accessToken(), camera, Action.VIEW)
        .then()
        .body("allowed", equalTo(true));
  }

  @Test
  void refusalAfterAlexaRedeemed_leavesNoHalfLink() {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    amazon.answerAfterRedeeming(amazon.na(), 400, "{}");
    assertRefused(alice.complete(back, consent()), 409, "refused-by-assistant");
    assertThat(amazon.linked()).hasSize(1);
    assertLinked(false);
    Api.check(amazon.linked().getFirst().accessToken(), camera, Action.VIEW)
        .then()
        .body("allowed", equalTo(false));
    assertThat(
            Database.text(
                "select detail from audit_event where kind = 'link-ended' and user_id = ?"
                    + " order by id desc",
                People.ALICE))
        .isEqualTo("enablement-refused");
  }

  @ParameterizedTest
  @CsvSource({"400", "401", "403", "404", "409"})
  void enablementRefused_saysSo_andLeavesNothing(int status) {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    long before = recorded("app-link", "failed", People.ALICE);
    amazon.answerEnablement(amazon.na(), status, "{\"message\":\"secret of Amazon\"}");
    Response answer = alice.complete(back, consent());
    assertRefused(answer, 409, "refused-by-assistant");
    answer.then().body("detail", containsString("status " + status));
    assertNoCodeIsUsable();
    assertLinked(false);
    assertThat(recorded("app-link", "failed", People.ALICE)).isEqualTo(before + 1);
    assertRefused(alice.complete(back, consent()), 400, "attempt-not-usable");
  }

  @Test
  void saidToBeCreatedButNotLinked_isRefused() {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    amazon.answerAfterRedeeming(
        amazon.na(), 201, "{\"accountLink\":{\"status\":\"NOT_LINKED\"},\"status\":\"ENABLED\"}");
    assertRefused(alice.complete(back, consent()), 409, "refused-by-assistant");
    assertLinked(false);
  }

  @Test
  void userOfAnotherRegion_isEnabledThere() {
    amazon.userIsIn(amazon.eu());
    alice.complete(alice.backFromAmazon("alice-amazon"), consent()).then().statusCode(200);
    assertThat(amazon.seen().getLast()).startsWith("POST " + amazon.eu());
    assertThat(amazon.codes()).hasSize(1);
    assertThat(
            Database.text(
                "select detail from audit_event where kind = 'app-link' and outcome = 'done'"
                    + " order by id desc"))
        .isEqualTo("region eu");
  }

  @Test
  void regionThatAmazonDoesNotKnow_isTriedWithACodeForEach() {
    amazon.userIsIn(amazon.na(), amazon.eu());
    amazon.answerAfterRedeeming(amazon.na(), 403, "{}");
    alice.complete(alice.backFromAmazon("alice-amazon"), consent()).then().statusCode(200);
    assertThat(amazon.codes()).hasSize(2).doesNotHaveDuplicates();
    assertLinked(true);
    Api.check(amazon.linked().getLast().accessToken(), camera, Action.VIEW)
        .then()
        .body("allowed", equalTo(true));
    Api.check(amazon.linked().getFirst().accessToken(), camera, Action.VIEW)
        .then()
        .body("allowed", equalTo(false));
  }

  @Test
  void codesForSeveralRegions_haveTheInstantOfTheOneDecision() {
    amazon.userIsIn(amazon.na(), amazon.eu());
    amazon.answerEnablement(amazon.na(), 403, "{}");
    String before = Database.text("select clock_timestamp()");
    alice.complete(alice.backFromAmazon("alice-amazon"), consent()).then().statusCode(200);
    assertThat(
            Database.text(
                """
                select count(*) || ' codes, ' || count(distinct c.decided_at) || ' decision, '
                         || bool_and(c.decided_at = d.decided_at)
                  from authorization_code c join user_decision d using (user_id, assistant)
                 where c.decided_at > cast(? as timestamptz) and c.user_id = ?
                """,
                before,
                People.ALICE))
        .isEqualTo("2 codes, 1 decision, true");
    assertThat(
            Database.text(
                "select authorized_at = (select decided_at from user_decision"
                    + " where user_id = l.user_id and assistant = l.assistant) from link l"
                    + " where id = ?",
                Database.activeLink(People.ALICE)))
        .isEqualTo("t");
  }

  /** What ends an attempt that is being completed. */
  enum NewerDecision {
    CUT_OFF_OF_EVERYTHING {
      @Override
      void make() {
        Api.revoke(Map.of("everything", true)).then().statusCode(200);
      }
    },
    CUT_OFF_OF_THE_USER {
      @Override
      void make() {
        Api.revoke(Map.of("user", People.ALICE)).then().statusCode(200);
      }
    },
    UNLINKING_IN_THE_APP {
      @Override
      void make() {
        alice.request().delete("/v1/app-links/alexa").then().statusCode(204);
      }
    },
    CONSENT_ON_THE_PAGE {
      @Override
      void make() {
        new Linking(TestStack.current())
            .approve("alice", Map.of(Api.newCamera(People.ALICE), WATCH));
      }
    };

    abstract void make();
  }

  @ParameterizedTest
  @EnumSource(NewerDecision.class)
  void newerDecision_whileTheFirstRegionIsAsked_endsTheAttempt(NewerDecision decision) {
    amazon.userIsIn(amazon.na(), amazon.eu());
    amazon.duringEnablement(amazon.na(), decision::make);
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    assertRefused(alice.complete(back, consent()), 400, "attempt-not-usable");
    assertThat(amazon.codes()).hasSize(1);
    assertThat(amazon.linked()).isEmpty();
    assertLinked(false);
    assertRefused(alice.complete(back, consent()), 400, "attempt-not-usable");
  }

  @ParameterizedTest
  @EnumSource(NewerDecision.class)
  void newerDecision_beforeAnyRegionIsAsked_endsTheAttempt(NewerDecision decision) {
    amazon.duringToken(decision::make);
    assertRefused(
        alice.complete(alice.backFromAmazon("alice-amazon"), consent()), 400, "attempt-not-usable");
    assertThat(amazon.codes()).isEmpty();
    assertLinked(false);
  }

  /** The attempt is claimed, and has no code yet: it waits for the row that another one holds. */
  @Test
  void cutOff_betweenTheDecisionAndTheFirstCode_endsTheAttempt() throws Exception {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    CompletableFuture<Response> answer;
    try (Connection other = TestStack.current().postgres().connect(TestStack.database())) {
      other.setAutoCommit(false);
      other.createStatement().execute("lock table authorization_code in exclusive mode");
      answer = CompletableFuture.supplyAsync(() -> alice.complete(back, consent()));
      await()
          .until(
              () ->
                  !"0"
                      .equals(
                          Database.text(
                              "select count(*) from pg_stat_activity"
                                  + " where datname = current_database()"
                                  + " and wait_event_type = 'Lock'")));
      Api.revoke(Map.of("user", People.ALICE)).then().statusCode(200);
      other.commit();
    }
    assertRefused(answer.get(), 400, "attempt-not-usable");
    assertThat(amazon.codes()).isEmpty();
    assertLinked(false);
  }

  @Test
  void attemptStartedBeforeACutOff_isRefused() {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    Api.revoke(Map.of("assistant", "alexa")).then().statusCode(200);
    assertRefused(alice.complete(back, consent()), 400, "attempt-not-usable");
    assertThat(amazon.seen()).isEmpty();
    alice.complete(alice.backFromAmazon("alice-amazon"), consent()).then().statusCode(200);
  }

  /** The app repeats its request unasked; that is none of its user's decisions. */
  @Test
  void retryAfterAnOutage_doesNotUndoANewerDecision() {
    CameraApp.Return back = alice.backFromAmazon("alice-amazon");
    amazon.answerToken(503, "");
    assertRefused(alice.complete(back, consent()), 503, "unavailable");
    amazon.reset();
    Linking linking = new Linking(TestStack.current());
    Linking.Approval newer = linking.approve("alice", Map.of(camera, Set.of(Action.EVENTS)));
    assertRefused(alice.complete(back, consent()), 400, "attempt-not-usable");
    assertThat(amazon.seen()).isEmpty();
    assertThat(linking.exchange(newer).status()).isEqualTo(200);
  }

  @Test
  void hostThatIsNotConfigured_getsNoToken() {
    // Nobody listens there; had we asked, we would have been told that Amazon is away.
    amazon.userIsIn("127.0.0.1:9", "evil.example");
    alice.complete(alice.backFromAmazon("alice-amazon"), consent()).then().statusCode(200);
    assertThat(amazon.seen().getLast()).startsWith("POST " + amazon.na());
  }

  @Test
  void regionUnknownBecauseAmazonIsAway_decidesNothing() {
    amazon.answerEndpoint(503, "");
    assertRefused(
        alice.complete(alice.backFromAmazon("alice-amazon"), consent()), 503, "unavailable");
    assertThat(amazon.codes()).isEmpty();
    assertNoCodeIsUsable();
  }

  @Test
  void linkingWithTwoAmazonAccounts_makesTwoLinks_ofWhichTheAppSeesOneThatWorks() {
    alice.complete(alice.backFromAmazon("alice-amazon"), consent()).then().statusCode(200);
    alice.complete(alice.backFromAmazon("bob-amazon"), consent()).then().statusCode(200);
    for (Linking.Tokens tokens : amazon.linked()) {
      Api.check(tokens.accessToken(), camera, Action.VIEW).then().body("allowed", equalTo(true));
    }
    alice.status().then().body("linked", equalTo(true)).body("links", equalTo(2));
    Database.update(
        "update link set state = 'NEEDS_RELINK' where id = ?", Database.activeLink(People.ALICE));
    alice.status().then().body("state", equalTo("ACTIVE")).body("links", equalTo(2));

    alice.request().delete("/v1/app-links/alexa").then().statusCode(204);
    alice.status().then().body("linked", equalTo(false)).body("links", equalTo(0));
    for (Linking.Tokens tokens : amazon.linked()) {
      Api.check(tokens.accessToken(), camera, Action.VIEW).then().body("allowed", equalTo(false));
    }
  }

  @Test
  void unlinking_endsTheLinkAtOnce_andOnlyThePersonsOwn() {
    DeviceId bobs = Api.newCamera(People.BOB);
    bob.complete(bob.backFromAmazon("bob-amazon"), Map.of(bobs, WATCH)).then().statusCode(200);
    alice.complete(alice.backFromAmazon("alice-amazon"), consent()).then().statusCode(200);
    alice.request().delete("/v1/app-links/alexa").then().statusCode(204);
    alice.status().then().body("linked", equalTo(false)).body("state", nullValue());
    bob.status().then().body("linked", equalTo(true));
    assertThat(
            new Linking(TestStack.current())
                .refresh(amazon.linked().getLast().refreshToken())
                .error())
        .isEqualTo("invalid_grant");
    bob.request().delete("/v1/app-links/alexa").then().statusCode(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "{\"state\":\"short\",\"code\":\"c\",\"devices\":[{\"device\":\"d\",\"actions\":[\"view\"]}]}",
        "{\"state\":\"S\",\"code\":\"\",\"devices\":[{\"device\":\"d\",\"actions\":[\"view\"]}]}",
        "{\"state\":\"S\",\"code\":\"c\",\"devices\":[]}",
        "{\"state\":\"S\",\"code\":\"c\",\"devices\":[null]}",
        "{\"state\":\"S\",\"code\":\"c\",\"devices\":[{\"device\":\"d\",\"actions\":[]}]}",
        "{\"state\":\"S\",\"code\":\"c\",\"devices\":[{\"device\":\"d\",\"actions\":[\"fly\"]}]}",
        "{\"state\":\"S\",\"code\":\"c\",\"devices\":[{\"device\":\"d\",\"actions\":[\"view\"]},"
            + "{\"device\":\"d\",\"actions\":[\"events\"]}]}",
        "{\"state\":\"S\",\"code\":\"c\",\"devicez\":[]}"
      })
  void bodyThatIsNotOfTheForm_isMalformed(String body) {
    String sent = body.replace("\"S\"", "\"" + "s".repeat(43) + "\"");
    assertRefused(
        alice.request().body(sent).post("/v1/app-links/alexa/complete"), 400, "malformed-request");
  }

  @Test
  void callers_whoAreNoPersonInTheApp_areRefused() {
    given()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/app-links/alexa")
        .then()
        .statusCode(401);
    assertRefused(Api.backend().body("{}").post("/v1/app-links/alexa"), 403, "not-allowed");
    assertRefused(Api.admin().get("/v1/app-links/alexa"), 403, "not-allowed");
    assertRefused(Api.skill().body("{}").post("/v1/app-links/alexa/complete"), 403, "not-allowed");
  }

  @Test
  void tokenOfThePerson_opensNothingElse() {
    alice.request().get("/v1/links").then().statusCode(403);
    CameraApp.of("carol").request().get("/v1/links").then().statusCode(403);
  }

  @Test
  void nothingSecret_standsInTheDatabaseOrInTheLog() {
    Needles secrets = new Needles();
    try (CapturedLog log = CapturedLog.start()) {
      CameraApp.Return back = alice.backFromAmazon("alice-amazon");
      secrets.add("state", back.state());
      secrets.add("Amazon's code", back.code());
      alice.complete(back, consent()).then().statusCode(200);
      CameraApp.Return refused = alice.backFromAmazon("alice-amazon");
      secrets.add("other state", refused.state());
      amazon.answerEnablement(amazon.na(), 400, "{\"echo\":\"" + refused.code() + "\"}");
      secrets.add("other code of Amazon", refused.code());
      alice.complete(refused, consent()).then().statusCode(409);
      amazon.codes().forEach(code -> secrets.add("our code", code));
      secrets.add("our token", amazon.linked().getFirst().accessToken());
      secrets.add(
          "client secret", TestStack.current().keycloak().clientSecret("hushkey-app-to-app"));
      assertThat(secrets.foundIn(log.text())).isEmpty();
    }
    LocalStack stack = TestStack.current();
    String dump = stack.postgres().dump(TestStack.database());
    assertThat(dump).contains("app_link_attempt");
    assertThat(secrets.foundIn(dump)).isEmpty();
  }
}
