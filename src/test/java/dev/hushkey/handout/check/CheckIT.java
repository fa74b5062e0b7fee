package dev.hushkey.handout.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnStack
class CheckIT {

  private static Response check(LinkedCamera camera, Action action) {
    return Api.check(camera.accessToken(), camera.device(), action);
  }

  private static void assertRefused(Response answer, String reason) {
    answer
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("size()", is(2))
        .body("allowed", is(false))
        .body("reason", equalTo(reason));
  }

  @Test
  void tickedAction_isAllowed_withTheIdentityItWasDecidedFor() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    check(camera, Action.VIEW)
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("size()", is(5))
        .body("allowed", is(true))
        .body("user", equalTo(People.ALICE))
        .body("device", equalTo(camera.device().value()))
        .body("action", equalTo("view"))
        .body("link", equalTo(camera.link().toString()));
    assertThat(camera.recorded("check", "allowed")).isEqualTo(1);
  }

  @Test
  void actionThatWasNotTicked_isRefused_andTheRefusalIsOnRecord() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    assertRefused(check(camera, Action.CONTROL), "action-not-granted");
    assertThat(camera.recorded("check", "refused")).isEqualTo(1);
  }

  @Test
  void cameraThatWasNotTicked_isRefused() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    DeviceId other = Api.newCamera(People.ALICE);
    assertRefused(Api.check(camera.accessToken(), other, Action.VIEW), "device-not-granted");
  }

  @Test
  void cameraOfSomebodyElse_isRefused() {
    LinkedCamera alices = LinkedCamera.ofAlice();
    LinkedCamera bobs = LinkedCamera.ofBob();
    assertRefused(Api.check(alices.accessToken(), bobs.device(), Action.VIEW), "not-the-owner");
  }

  @Test
  void transferredDevice_isRefusedAtOnce() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Api.own(camera.device(), People.CAROL).then().statusCode(200);
    assertRefused(check(camera, Action.VIEW), "not-the-owner");
  }

  @Test
  void revokedLink_isNamedAsSuch() {
    LinkedCamera camera = LinkedCamera.ofBob();
    Api.revoke(Map.of("link", camera.link().toString())).then().statusCode(200);
    assertRefused(check(camera, Action.VIEW), "link-revoked");
  }

  @Test
  void linkThatNeedsRelinking_isNamedAsSuch() {
    LinkedCamera camera = LinkedCamera.ofBob();
    Database.update("update link set state = 'NEEDS_RELINK' where id = ?", camera.link());
    assertRefused(check(camera, Action.VIEW), "needs-relink");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9."})
  void tokenThatIsNotOurs_isNotLive(String token) {
    LinkedCamera camera = LinkedCamera.ofAlice();
    assertRefused(Api.check(token, camera.device(), Action.VIEW), "token-not-live");
  }

  @Test
  void tokenWithAnAlteredSignature_isNotLive() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    String token = camera.accessToken();
    int dot = token.lastIndexOf('.');
    char first = token.charAt(dot + 1);
    String forged =
        token.substring(0, dot + 1) + (first == 'A' ? 'B' : 'A') + token.substring(dot + 2);
    assertRefused(Api.check(forged, camera.device(), Action.VIEW), "token-not-live");
  }

  @ParameterizedTest
  @CsvSource({
    "revoked_at, clock_timestamp()",
    "expires_at, clock_timestamp()",
  })
  void tokenThatIsRevokedOrExpired_isNotLive(String column, String value) {
    LinkedCamera camera = LinkedCamera.ofBob();
    Database.update(
        "update access_token set %s = %s where link_id = ?".formatted(column, value),
        camera.link());
    assertRefused(check(camera, Action.VIEW), "token-not-live");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"device\":\"d\",\"action\":\"view\"}|token",
        "{\"token\":\"\",\"device\":\"d\",\"action\":\"view\"}|token",
        "{\"token\":{},\"device\":\"d\",\"action\":\"view\"}|token",
        "{\"token\":\"t\",\"device\":\"d d\",\"action\":\"view\"}|device",
        "{\"token\":\"t\",\"device\":\"d\",\"action\":\"look\"}|action",
        "{\"token\":\"t\",\"device\":\"d\"}|action",
        "{|",
      })
  void malformedRequest_isNamedByItsField(String body, String field) {
    Api.skill()
        .body(body)
        .post("/v1/checks")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("detail", containsString(field == null ? "" : field + ":"));
  }

  @Test
  void tokenWithNulOrTenThousandCharacters_isNoServerError() {
    DeviceId device = new DeviceId("d");
    assertRefused(Api.check("nul\u0000", device, Action.VIEW), "token-not-live");
    Api.check("t".repeat(10_000), device, Action.VIEW).then().statusCode(400);
  }

  @Test
  void callers_withoutTheRole_areRefused() {
    Api.backend()
        .body("{\"token\":\"t\",\"device\":\"d\",\"action\":\"view\"}")
        .post("/v1/checks")
        .then()
        .statusCode(403);
  }
}
