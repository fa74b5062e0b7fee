package dev.hushkey.handout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnStack
class HandoutIT {

  /** Somebody who owns cameras and never linked anything, in no other test either. */
  private static final String STRANGER = UUID.randomUUID().toString();

  private static Response handOut(LinkedCamera camera) {
    return Api.handOut(camera.owner(), camera.device(), Action.EVENTS);
  }

  private static void assertRefused(Response answer, String reason) {
    answer
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .header("Cache-Control", "no-store")
        .body("reason", equalTo(reason))
        .body("handouts", nullValue());
  }

  @Test
  void grantedCamera_getsTheTokenOfItsOwner_withTheIdentityItWasDecidedFor() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    Response answer = handOut(camera);
    answer
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("size()", is(2))
        .body("withheld", empty())
        .body("handouts", hasSize(1))
        .rootPath("handouts[0]")
        .body("size()", is(8))
        .body("user", equalTo(People.ALICE))
        .body("device", equalTo(camera.device().value()))
        .body("assistant", equalTo("alexa"))
        .body("action", equalTo("events"))
        .body("link", equalTo(camera.link().toString()))
        .body("eventEndpoint", equalTo("https://api.amazonalexa.com/v3/events"));
    assertThat(ownerOf(Api.token(answer))).isEqualTo("alice-amazon");
    assertThat(Instant.parse(answer.path("handouts[0].expiresAt")))
        .isBetween(
            Instant.now().plus(Duration.ofMinutes(50)), Instant.now().plus(Duration.ofHours(1)));
  }

  /** Keycloak's access tokens are JWTs, which say whose they are. */
  private static String ownerOf(String accessToken) {
    String claims = accessToken.split("\\.")[1];
    return new JsonObject(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
        .getString("preferred_username");
  }

  @Test
  void everyHandOut_isOnRecordWithAFingerprintAndNoToken() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    String token = Api.token(handOut(camera));
    assertThat(camera.recorded("handout", "allowed")).isEqualTo(1);
    String event =
        Database.text(
            """
            select concat_ws(' ', actor, user_id, assistant, device_id, action, detail)
              from audit_event where link_id = ? and kind = 'handout'
            """,
            camera.link());
    assertThat(event)
        .startsWith(
            "service:camera-backend %s alexa %s events token "
                .formatted(People.ALICE, camera.device()))
        .doesNotContain(token)
        .matches(".* token [0-9a-f]{12}");
  }

  @Test
  void cameraThatWasNotTicked_isRefused_andTheRefusalIsOnRecord() {
    LinkedCamera.ofAlice().granted();
    DeviceId other = Api.newCamera(People.ALICE);
    assertRefused(Api.handOut(People.ALICE, other, Action.EVENTS), "device-not-granted");
    assertThat(
            Database.text(
                """
                select concat_ws(' ', actor, outcome, detail)
                  from audit_event where device_id = ? and kind = 'handout'
                """,
                other.value()))
        .isEqualTo("service:camera-backend refused device-not-granted");
  }

  @Test
  void cameraOfSomebodyElse_isRefused() {
    LinkedCamera.ofAlice().granted();
    LinkedCamera bobs = LinkedCamera.ofBob().granted();
    assertRefused(Api.handOut(People.ALICE, bobs.device(), Action.EVENTS), "not-the-owner");
    assertRefused(
        Api.handOut(People.ALICE, new DeviceId("no-such-camera"), Action.EVENTS), "not-the-owner");
  }

  @Test
  void twoUsers_eachGetTheirOwnToken() {
    LinkedCamera alices = LinkedCamera.ofAlice().granted();
    LinkedCamera bobs = LinkedCamera.ofBob().granted();
    assertThat(ownerOf(Api.token(handOut(alices)))).isEqualTo("alice-amazon");
    assertThat(ownerOf(Api.token(handOut(bobs)))).isEqualTo("bob-amazon");
  }

  @Test
  void actionThatWasNotTicked_isRefused() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    assertRefused(Api.handOut(People.ALICE, camera.device(), Action.CONTROL), "action-not-granted");
  }

  @Test
  void userWithoutALink_isRefused() {
    DeviceId camera = Api.newCamera(STRANGER);
    assertRefused(Api.handOut(STRANGER, camera, Action.EVENTS), "not-linked");
  }

  @Test
  void linkWithoutAcceptGrant_isRefused() {
    assertRefused(handOut(LinkedCamera.ofAlice()), "no-upstream-token");
  }

  @Test
  void transferredDevice_isRefusedToItsOldOwnerAtOnce_andForGood() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    handOut(camera).then().statusCode(200);
    Api.own(camera.device(), STRANGER).then().statusCode(200);
    assertRefused(handOut(camera), "not-the-owner");
    assertRefused(Api.handOut(STRANGER, camera.device(), Action.EVENTS), "not-linked");
    // Back again: the consent was for the time before.
    Api.own(camera.device(), People.ALICE).then().statusCode(200);
    assertRefused(handOut(camera), "device-not-granted");
  }

  @Test
  void endedLink_isRefused_andANewOneWorks() {
    LinkedCamera old = LinkedCamera.ofBob().granted();
    Api.revoke(Map.of("link", old.link().toString())).then().statusCode(200);
    assertRefused(handOut(old), "link-revoked");
    LinkedCamera fresh = LinkedCamera.ofBob().granted();
    handOut(fresh).then().statusCode(200).body("handouts.link", contains(fresh.link().toString()));
    assertRefused(handOut(old), "device-not-granted");
  }

  /** Or a refresh token would leave in place of an access token. */
  @Test
  void tokenSetInPlaceOfTheAccessToken_opensForNobody() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    Database.update(
        "update upstream_token set sealed_access = sealed where link_id = ?", camera.link());

    handOut(camera)
        .then()
        .statusCode(500)
        .body("type", equalTo("urn:hushkey:problem:unexpected"))
        .body("handouts", nullValue());
  }

  /** As a rewrap leaves it until the next refresh. */
  @Test
  void linkWithoutAnAccessTokenOfItsOwnSeal_handsOutTheOneOfItsSet() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    String before =
        handOut(camera).then().statusCode(200).extract().path("handouts[0].accessToken");
    assertThat(camera.stored("sealed_access")).startsWith("vault:");
    Database.update(
        "update upstream_token set sealed_access = null where link_id = ?", camera.link());

    handOut(camera).then().statusCode(200).body("handouts[0].accessToken", equalTo(before));
  }

  @Test
  void swappedCiphertexts_openForNobody_andRaiseAnAlarm() {
    LinkedCamera alices = LinkedCamera.ofAlice().granted();
    LinkedCamera bobs = LinkedCamera.ofBob().granted();
    Database.update(
        """
        update upstream_token t set sealed = o.sealed, sealed_access = o.sealed_access
          from upstream_token o
         where t.link_id in (?, ?) and o.link_id in (?, ?) and o.link_id <> t.link_id
        """,
        alices.link(),
        bobs.link(),
        alices.link(),
        bobs.link());
    for (LinkedCamera camera : new LinkedCamera[] {alices, bobs}) {
      handOut(camera)
          .then()
          .statusCode(500)
          .body("type", equalTo("urn:hushkey:problem:unexpected"))
          .body("correlationId", notNullValue())
          .body("handouts", nullValue());
      assertThat(camera.recorded("seal-broken", "alarm")).isEqualTo(1);
      assertThat(camera.recorded("handout", "allowed")).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "user, \" alice\"",
    "user, \"\\u0000\"",
    "user, 7",
    "user, {}",
    "user, []",
    "user, null",
    "device, \"../x\"",
    "device, \"camera\\u0000\"",
    "device, true",
    "assistant, \"ALEXA\"",
    "action, \"look\"",
    "action, 1",
    "action, null",
  })
  void impossibleValue_isMalformedByItsField(String field, String json) {
    JsonObject body = new JsonObject(requestOf("alice", "camera-1"));
    String text = body.encode().replaceFirst("(\"" + field + "\":)\"[^\"]*\"", "$1@@");
    assertMalformed(text.replace("@@", json), field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "device", "assistant", "action"})
  void valueOfTenThousandCharacters_isMalformed(String field) {
    JsonObject body = new JsonObject(requestOf("alice", "camera-1"));
    assertMalformed(body.put(field, "x".repeat(10_000)).encode(), field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "7", "\u0000", "{\"user\":\"\u0000\"}"})
  void body_thatIsNotJsonOfTheForm_isMalformed(String body) {
    assertMalformed(body, "");
  }

  private static void assertMalformed(String body, String field) {
    Api.backend()
        .body(body)
        .post("/v1/handouts")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:hushkey:problem:malformed-request"))
        .body("detail", startsWith(field));
  }

  private static String requestOf(String user, String device) {
    return """
        {"user":"%s","device":"%s","assistant":"alexa","action":"events"}
        """
        .formatted(user, device);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cortana", "drill-", "drill--x", "drill-cortana", "drill-drill-alexa"})
  void unknownAssistant_isNotFound(String assistant) {
    Api.backend()
        .body(requestOf("alice", "camera-1").replace("alexa", assistant))
        .post("/v1/handouts")
        .then()
        .statusCode(404);
  }

  @Test
  void callers_withoutTheRole_areRefused() {
    Api.skill()
        .body(requestOf("alice", "camera-1"))
        .post("/v1/handouts")
        .then()
        .statusCode(403)
        .body("detail", not(containsString("camera-backend")));
    RestAssured.given()
        .contentType(ContentType.JSON)
        .body(requestOf("alice", "camera-1"))
        .post("/v1/handouts")
        .then()
        .statusCode(401);
  }
}
