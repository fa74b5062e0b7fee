package dev.hushkey.flow;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.Linking.Approval;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.fixture.PlainBrowser.Page;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CameraApp;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import io.restassured.response.Response;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user decided last is what counts, whatever is still under way from before. */
@OnStack
class LatestDecisionIT {

  private static final Set<Action> EVENTS = Set.of(Action.EVENTS);
  private static final Set<Action> BOTH = Set.of(Action.EVENTS, Action.VIEW);

  private final Linking linking = new Linking(TestStack.current());
  private final PlainBrowser browser = linking.browser();

  @BeforeEach
  void forgetEarlierLinks() {
    Database.removeCameras(People.ALICE);
    Database.update("update link set state = 'REVOKED' where state <> 'REVOKED'");
  }

  @Test
  void consentThatWaits_diesWhenTheUserDisconnects() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Approval waiting = linking.approve("alice", Map.of(camera.device(), BOTH));

    Page answer = unlink(openPage(), camera.link());

    assertThat(answer.document().select("[role=status]").text()).contains("Disconnected");
    assertRefused(redeem(waiting));
    assertThat(openPage().document().select("section.link")).isEmpty();
    assertThat(camera.allows(Action.VIEW)).isFalse();
  }

  @Test
  void consentThatWaits_diesWhenTheUserNarrows() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Approval waiting = linking.approve("alice", Map.of(camera.device(), BOTH));

    narrow(openPage(), camera.link(), camera.device() + "/events");

    assertRefused(redeem(waiting));
    assertThat(camera.allows(Action.VIEW)).isFalse();
    assertThat(camera.allows(Action.EVENTS)).isTrue();
  }

  @Test
  void consentThatWaits_diesWhenTheUserUnlinksInTheApp() {
    DeviceId camera = Api.newCamera(People.ALICE);
    Approval waiting = linking.approve("alice", Map.of(camera, BOTH));

    CameraApp.of("alice").request().delete("/v1/app-links/alexa").then().statusCode(204);

    assertRefused(redeem(waiting));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void olderOfTwoConsents_isRefused_inWhateverOrderTheyCome(boolean olderFirst) {
    DeviceId kept = Api.newCamera(People.ALICE);
    DeviceId takenBack = Api.newCamera(People.ALICE);
    Approval older = linking.approve("alice", Map.of(kept, BOTH, takenBack, BOTH));
    Approval newer = linking.approve("alice", Map.of(kept, EVENTS));

    if (olderFirst) {
      assertRefused(redeem(older));
    }
    String token = tokens(redeem(newer));
    if (!olderFirst) {
      assertRefused(redeem(older));
    }

    assertThat(allows(token, kept, Action.EVENTS)).isTrue();
    assertThat(allows(token, kept, Action.VIEW)).isFalse();
    assertThat(allows(token, takenBack, Action.VIEW)).isFalse();
  }

  @Test
  void consentsOfOthers_andForOtherAssistants_areLeftAlone() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    DeviceId bobs = Api.newCamera(People.BOB);
    Approval ofBob = linking.approve("bob", Map.of(bobs, BOTH));
    Linking google = linking.as(StackAssistant.GOOGLE);
    Approval forGoogle = google.approve("alice", Map.of(camera.device(), BOTH));

    unlink(openPage(), camera.link());

    assertThat(tokens(redeem(ofBob))).isNotEmpty();
    assertThat(google.exchange(forGoogle).status()).isEqualTo(200);
  }

  @Test
  void refusalToConsent_endsNothing() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Approval waiting = linking.approve("alice", Map.of(camera.device(), BOTH));

    Linking.Attempt second = linking.attempt();
    Page consent = linking.logIn(browser, browser.open(second.address()), "alice");
    URI back =
        linking.decide(browser, consent, "cancel", Map.of()).requireStoppedAt(second.redirectUri());

    assertThat(Linking.query(back)).containsEntry("error", "access_denied");
    assertThat(tokens(redeem(waiting))).isNotEmpty();
  }

  @Test
  void disconnectThatDoesNotFindItsLink_endsNothing() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Page page = openPage();
    unlink(page, camera.link());
    Approval waiting = linking.approve("alice", Map.of(camera.device(), BOTH));

    assertThat(unlink(page, camera.link()).status()).isEqualTo(400);
    assertThat(unlink(page, LinkedCamera.ofBob().link()).status()).isEqualTo(400);

    assertThat(tokens(redeem(waiting))).isNotEmpty();
  }

  /** As on two replicas: the exchange has begun when the decision has not been committed. */
  @Test
  void exchangeDuringADecision_waitsForIt_andIsRefused() throws Exception {
    DeviceId camera = Api.newCamera(People.ALICE);
    Approval waiting = linking.approve("alice", Map.of(camera, BOTH));

    Response answer =
        during(
            "update user_decision set decided_at = clock_timestamp() where user_id = ?",
            People.ALICE,
            () -> redeem(waiting));

    assertRefused(answer);
  }

  /** As on two replicas: the link ends, by a newer linking say, while the user's click waits. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void changeOfALinkThatIsEnding_findsNone_andLeavesNoTrace(boolean disconnects) throws Exception {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Page page = openPage();
    String before = decision();

    Page answer =
        during(
            "update link set state = 'REVOKED', state_reason = 'superseded' where id = ?",
            camera.link(),
            () ->
                disconnects
                    ? unlink(page, camera.link())
                    : narrow(page, camera.link(), camera.device() + "/events"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.document().select("h1").text()).isEqualTo("This page is out of date");
    assertThat(camera.recorded("link-ended", "done")).isZero();
    assertThat(camera.recorded("link-narrowed", "done")).isZero();
    assertThat(decision()).isEqualTo(before);
  }

  private static String decision() {
    return Database.text(
        "select kind || ' ' || decided_at from user_decision"
            + " where user_id = ? and assistant = 'alexa'",
        People.ALICE);
  }

  /** Runs something that has to wait for an open transaction, and then commits that. */
  private static <T> T during(String statement, Object id, Supplier<T> waits) throws Exception {
    try (Connection other = TestStack.current().postgres().connect(TestStack.database());
        PreparedStatement update = other.prepareStatement(statement)) {
      other.setAutoCommit(false);
      update.setObject(1, id);
      assertThat(update.executeUpdate()).isPositive();
      CompletableFuture<T> answer = CompletableFuture.supplyAsync(waits);
      await()
          .until(
              () ->
                  answer.isDone()
                      || !"0"
                          .equals(
                              Database.text(
                                  "select count(*) from pg_stat_activity"
                                      + " where datname = current_database()"
                                      + " and wait_event_type = 'Lock'")));
      other.commit();
      return answer.get();
    }
  }

  private static Response redeem(Approval approval) {
    return given()
        .auth()
        .preemptive()
        .basic(Linking.CLIENT_ID, TestStack.current().alexaClientSecret())
        .formParam("grant_type", "authorization_code")
        .formParam("code", approval.code())
        .formParam("redirect_uri", approval.attempt().redirectUri())
        .formParam("code_verifier", approval.attempt().codeVerifier())
        .post("/oauth2/token");
  }

  private static void assertRefused(Response answer) {
    answer.then().statusCode(400).body("error", equalTo("invalid_grant"));
  }

  private static String tokens(Response answer) {
    return answer.then().statusCode(200).extract().path("access_token");
  }

  private static boolean allows(String token, DeviceId device, Action action) {
    return Api.check(token, device, action).path("allowed");
  }

  private Page openPage() {
    Page page = browser.open(URI.create(linking.issuer() + "/account/assistants"));
    return page.document().selectFirst("form#kc-form-login") == null
        ? page
        : linking.logIn(browser, page, "alice");
  }

  private Page narrow(Page page, UUID link, String kept) {
    return press(page, "narrow", link, Map.entry("grant", kept));
  }

  private Page unlink(Page page, UUID link) {
    return press(page, "unlink", link);
  }

  @SafeVarargs
  private Page press(Page page, String decision, UUID link, Map.Entry<String, String>... more) {
    Element form = page.document().selectFirst("form");
    List<Map.Entry<String, String>> fields = new ArrayList<>(List.of(more));
    fields.add(Map.entry("decision", decision));
    fields.add(Map.entry("link", link.toString()));
    fields.add(Map.entry("csrf", form.select("input[name=csrf]").attr("value")));
    return browser.post(page.address().resolve(form.attr("action")), fields);
  }
}
