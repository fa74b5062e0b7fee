package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.identity.Action;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import java.util.Map;
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
            "link-made done, upstream-granted done, handout allowed, check allowed, check refused");
    String revocation = Api.revoke(Map.of("user", People.ALICE)).path("revocation");
    assertThat(
            Database.text(
                "select concat_ws(' ', kind, actor, detail) from audit_event"
                    + " where revocation_id = ?::uuid",
                revocation))
        .isEqualTo("revoked service:hushkey-admin user:" + People.ALICE + ": a test");
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
