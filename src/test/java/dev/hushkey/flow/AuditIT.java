package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who did what to whose link is a query afterwards. */
@OnStack
class AuditIT {

  private static String kindsOf(LinkedCamera camera) {
    return Database.text(
        """
        select string_agg(kind || ' ' || outcome, ', ' order by id)
          from audit_event where link_id = ?
        """,
        camera.link());
  }

  private static String lastOf(String deviceId, String columns) {
    return Database.text(
        "select concat_ws(' ', "
            + columns
            + ") from audit_event where device_id = ? order by id desc limit 1",
        deviceId);
  }

  @Test
  void lifeOfALink_isOnRecordFromConsentToRevocation() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    Api.handOut(People.ALICE, camera.device(), Action.EVENTS).then().statusCode(200);
    Api.check(camera.accessToken(), camera.device(), Action.VIEW).then().statusCode(200);
    Api.check(camera.accessToken(), camera.device(), Action.CONTROL).then().statusCode(200);
    assertThat(kindsOf(camera))
        .isEqualTo(
            "link-made done, tokens-issued done, upstream-granted done, handout allowed,"
                + " check allowed, check refused");
    String revocation = Api.revoke(Map.of("user", People.ALICE)).path("revocation");
    assertThat(
            Database.text(
                "select concat_ws(' ', kind, actor, user_id, detail) from audit_event"
                    + " where kind = 'revoked' and revocation_id = ?::uuid",
                revocation))
        .isEqualTo("revoked service:hushkey-admin %1$s user:%1$s: a test".formatted(People.ALICE));
    await().until(() -> kindsOf(camera).endsWith("link-ended done"));
    assertThat(lastOf(camera, "actor, revocation_id, detail"))
        .isEqualTo("system %1$s revocation:%1$s".formatted(revocation));
  }

  @Test
  void consent_isOnRecordWithDevicesAndActions_andSoIsTheLinkMadeFromIt() {
    DeviceId device = Api.newCamera(People.ALICE);
    Linking linking = new Linking(TestStack.current());
    Linking.Approval approval =
        linking.approve("alice", Map.of(device, Set.of(Action.EVENTS, Action.VIEW)));
    String agreed =
        "code %s; %s: events view"
            .formatted(TokenHash.of(SecretText.of(approval.code())).fingerprint(), device);
    assertThat(
            Database.text(
                "select concat_ws(' ', actor, assistant, detail) from audit_event"
                    + " where kind = 'code-issued' and user_id = ? order by id desc",
                People.ALICE))
        .isEqualTo("user:" + People.ALICE + " alexa " + agreed);
    linking.exchange(approval).tokens();
    assertThat(
            Database.text(
                "select detail from audit_event where kind = 'link-made' and user_id = ?"
                    + " order by id desc",
                People.ALICE))
        .isEqualTo(agreed);
  }

  @Test
  void refresh_isOnRecordWithTheTokensByTheirFingerprints() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Linking.Tokens tokens =
        new Linking(TestStack.current()).refresh(camera.refreshToken()).tokens();
    assertThat(lastOf(camera, "kind, actor, outcome, detail"))
        .isEqualTo(
            "tokens-refreshed assistant:alexa done presented refresh token %s; access token %s;"
                    .formatted(fingerprint(camera.refreshToken()), jti(tokens.accessToken()))
                + " refresh token "
                + fingerprint(tokens.refreshToken()));
  }

  /** Whatever ends a link, the link's own end is on record once. */
  @ParameterizedTest
  @ValueSource(strings = {"assistant", "device owner changes", "device revoked", "erased"})
  void endOfALinkOrGrant_isOnRecordWithItsReason(String by) {
    LinkedCamera camera = LinkedCamera.ofAlice();
    String expected =
        switch (by) {
          case "assistant" -> {
            new Linking(TestStack.current()).revoke(camera.refreshToken());
            yield "link-ended assistant:alexa revoked-by-assistant";
          }
          case "device owner changes" -> {
            Api.own(camera.device(), People.BOB).then().statusCode(200);
            yield "grant-ended service:camera-backend owner-changed";
          }
          case "device revoked" -> {
            String revocation =
                Api.revoke(Map.of("device", camera.device().value())).path("revocation");
            yield "grant-ended system revocation:" + revocation;
          }
          default -> {
            String revocation =
                Api.admin()
                    .body(Map.of("user", People.ALICE, "reason", "a test"))
                    .post("/v1/erasures")
                    .path("revocation");
            yield "link-ended system revocation:" + revocation;
          }
        };
    await()
        .untilAsserted(() -> assertThat(lastOf(camera, "kind, actor, detail")).isEqualTo(expected));
    assertThat(
            Database.text(
                "select count(*) from audit_event where link_id = ?"
                    + " and kind in ('link-ended', 'grant-ended')",
                camera.link()))
        .isEqualTo("1");
  }

  @Test
  void introspection_isOnRecordLikeACheck() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Api.introspect(camera.accessToken()).then().statusCode(200);
    assertThat(lastOf(camera, "kind, actor, outcome, detail"))
        .isEqualTo("introspection service:alexa-skill allowed access token " + camera.tokenId());
    Api.introspect(camera.refreshToken()).then().statusCode(200);
    assertThat(lastOf(camera, "outcome, detail"))
        .isEqualTo("allowed refresh token " + fingerprint(camera.refreshToken()));
    new Linking(TestStack.current())
        .post("/oauth2/introspect", Map.of("token", camera.accessToken()));
    assertThat(lastOf(camera, "kind, actor, outcome"))
        .isEqualTo("introspection assistant:alexa allowed");
    String unknown = "x".repeat(43);
    Api.introspect(unknown).then().statusCode(200);
    assertThat(
            Database.text(
                "select outcome from audit_event where kind = 'introspection' and detail = ?",
                "unknown token " + fingerprint(unknown)))
        .isEqualTo("refused");
  }

  @Test
  void readsOfAnAdmin_areOnRecord() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Api.admin().get("/v1/links/{link}", camera.link()).then().statusCode(200);
    assertThat(lastOf(camera, "kind, actor")).isEqualTo("link-shown service:hushkey-admin");
    Api.admin()
        .queryParam("user", People.ALICE)
        .queryParam("state", "ACTIVE")
        .get("/v1/links")
        .then()
        .statusCode(200);
    assertThat(lastAbout(People.ALICE))
        .isEqualTo("links-listed service:hushkey-admin 1 links in state ACTIVE");
    Api.revoke(Map.of("user", People.ALICE), Map.of("dryRun", true)).then().statusCode(200);
    assertThat(lastAbout(People.ALICE))
        .isEqualTo("revocation-counted service:hushkey-admin user:" + People.ALICE);
  }

  private static String lastAbout(String user) {
    return Database.text(
        "select concat_ws(' ', kind, actor, detail) from audit_event where user_id = ?"
            + " order by id desc",
        user);
  }

  private static String lastOf(LinkedCamera camera, String columns) {
    return Database.text(
        "select concat_ws(' ', "
            + columns
            + ") from audit_event where link_id = ? order by id desc limit 1",
        camera.link());
  }

  private static String fingerprint(String token) {
    return TokenHash.of(SecretText.of(token)).fingerprint();
  }

  private static String jti(String jwt) {
    return new JsonObject(
            new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]), StandardCharsets.UTF_8))
        .getString("jti");
  }

  @Test
  void handOut_isOnRecordWithWhoForWhomWhatAndWhen() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    Api.handOut(People.ALICE, camera.device(), Action.EVENTS).then().statusCode(200);
    assertThat(lastOf(camera.device().value(), "kind, actor, user_id, assistant, action, outcome"))
        .isEqualTo("handout service:camera-backend " + People.ALICE + " alexa events allowed");
    assertThat(lastOf(camera.device().value(), "correlation_id")).hasSize(36);
    assertThat(lastOf(camera.device().value(), "detail")).matches("token [0-9a-f]{12}");
  }

  @Test
  void refusedHandOut_isOnRecordWithTheReason() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    Api.handOut(People.BOB, camera.device(), Action.EVENTS).then().statusCode(403);
    assertThat(lastOf(camera.device().value(), "kind, actor, user_id, outcome, detail"))
        .isEqualTo("handout service:camera-backend " + People.BOB + " refused not-the-owner");
  }

  @Test
  void transfer_isOnRecordWithBothOwners() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Api.own(camera.device(), People.BOB).then().statusCode(200);
    assertThat(lastOf(camera.device().value(), "kind, detail"))
        .isEqualTo("ownership-changed from " + People.ALICE + " to " + People.BOB + ", epoch 2");
    assertThat(lastOf(camera.device().value(), "user_id, other_user_id"))
        .isEqualTo(People.BOB + " " + People.ALICE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update audit_event set actor = 'nobody'",
        "delete from audit_event",
        "truncate audit_event"
      })
  void record_cannotBeChanged(String statement) {
    Api.newCamera(People.ALICE);
    assertThatThrownBy(() -> Database.update(statement)).hasStackTraceContaining("append-only");
  }
}
