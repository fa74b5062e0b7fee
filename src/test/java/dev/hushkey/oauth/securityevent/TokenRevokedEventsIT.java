package dev.hushkey.oauth.securityevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.hushkey.identity.Action;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.RevocationRelay;
import dev.hushkey.testing.SecurityEventReceiver;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Google hears that its link has ended, by an event that it can verify and place. */
@OnStack
@QuarkusTestResource(value = RevocationRelay.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = SecurityEventReceiver.class, restrictToAnnotatedClass = true)
class TokenRevokedEventsIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  SecurityEventReceiver receiver;

  private final Linking google = new Linking(TestStack.current()).as(StackAssistant.GOOGLE);

  @BeforeEach
  @AfterEach
  void nothingIsLeftToDo() {
    receiver.reset();
    Database.update("delete from errand");
    Database.update("update revocation set finished_at = clock_timestamp()");
    Database.update("delete from cut_off");
  }

  private Linking.Tokens linked() {
    return google.link(
        "alice", Map.of(Api.newCamera(People.ALICE), Set.of(Action.EVENTS, Action.VIEW)));
  }

  private static String revokeAlice() {
    return Api.revoke(Map.of("user", People.ALICE, "assistant", "google"))
        .then()
        .statusCode(200)
        .extract()
        .path("revocation");
  }

  private static ValidatableResponse show(String revocation) {
    return Api.admin().get("/v1/revocations/{id}", revocation).then().statusCode(200);
  }

  private static void awaitFinished(String revocation) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              Database.update("update errand set try_at = clock_timestamp()");
              show(revocation).body("finishedAt", notNullValue());
            });
  }

  private static String errands() {
    return Database.text("select count(*) from errand");
  }

  @Test
  void endOfALink_isToldByAnEvent_thatNamesItsRefreshToken() {
    Database.endLinks(People.ALICE);
    Linking.Tokens tokens = linked();

    String revocation = revokeAlice();

    awaitFinished(revocation);
    assertThat(receiver.refused()).isEmpty();
    assertThat(receiver.taken()).hasSize(1);
    JsonObject claims = receiver.taken().getFirst();
    assertThat(SecurityEventReceiver.event(claims).getString("token"))
        .isEqualTo(SecurityEventReceiver.identifier(tokens.refreshToken()));
    show(revocation)
        .body("assistantsTold.done", equalTo(1))
        .body("assistantsTold.left", equalTo(0))
        .body("erasedAt", notNullValue());
    assertThat(errands()).isEqualTo("0");
    assertThat(
            Database.text(
                "select outcome from audit_event where kind = 'assistant-told'"
                    + " and revocation_id = ?::uuid",
                revocation))
        .isEqualTo("done");
  }

  @Test
  void tokenFromBeforeTheSetting_canBeNamed_onceItWasUsed() {
    Database.endLinks(People.ALICE);
    Linking.Tokens tokens = linked();
    Database.update("update refresh_token set event_hash = null");
    google.refresh(tokens.refreshToken());

    awaitFinished(revokeAlice());

    assertThat(receiver.taken())
        .extracting(claims -> SecurityEventReceiver.event(claims).getString("token"))
        .containsExactly(SecurityEventReceiver.identifier(tokens.refreshToken()));
  }

  @Test
  void tokenThatCannotBeNamed_isCounted_andHoldsUpNothing() {
    Database.endLinks(People.ALICE);
    linked();
    Database.update("update refresh_token set event_hash = null");

    String revocation = revokeAlice();

    awaitFinished(revocation);
    show(revocation)
        .body("assistantsTold.givenUp", equalTo(1))
        .body("assistantsTold.why", equalTo("no token that can be named"));
    assertThat(receiver.taken()).isEmpty();
  }

  @Test
  void googleItself_isNotToldWhatItDid() {
    Database.endLinks(People.ALICE);
    Linking.Tokens tokens = linked();

    google.revoke(tokens.refreshToken());

    assertThat(
            Database.text(
                "select state from link where user_id = ? and assistant = 'google'"
                    + " order by created_at desc",
                People.ALICE))
        .isEqualTo("REVOKED");
    assertThat(errands()).isEqualTo("0");
  }

  @Test
  void receiverThatIsBroken_isToldSoOften_withTheSameEvent_thenNoMore() {
    Database.endLinks(People.ALICE);
    linked();
    receiver.answer(500, "", Map.of());

    String revocation = revokeAlice();

    awaitFinished(revocation);
    assertThat(receiver.refused()).hasSize(SecurityEventReceiver.TRIES);
    show(revocation)
        .body("assistantsTold.givenUp", equalTo(1))
        .body("assistantsTold.why", equalTo("status 500"));
  }

  @Test
  void receiverThatIsBusy_isToldLater_withTheSameEventId() {
    Database.endLinks(People.ALICE);
    linked();
    receiver.answer(503, "", Map.of("Retry-After", "60"));

    String revocation = revokeAlice();

    await().atMost(SOON).untilAsserted(() -> assertThat(receiver.refused()).hasSize(1));
    String errand = Database.text("select id from errand");
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(Database.text("select place from upstream_pause"))
                    .isEqualTo("google/security-events"));
    receiver.reset();

    awaitFinished(revocation);
    show(revocation).body("assistantsTold.done", equalTo(1));
    assertThat(receiver.taken().getFirst().getString("jti")).startsWith(errand);
  }

  @Test
  void eventThatTheReceiverRefuses_isGivenUpAtOnce() {
    Database.endLinks(People.ALICE);
    linked();
    receiver.answer(400, "{\"err\": \"invalid_request\"}", Map.of());

    String revocation = revokeAlice();

    awaitFinished(revocation);
    assertThat(receiver.refused()).hasSize(1);
    show(revocation)
        .body("assistantsTold.givenUp", equalTo(1))
        .body("assistantsTold.why", equalTo("status 400, invalid_request"));
  }
}
