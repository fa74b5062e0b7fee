package dev.hushkey.handout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hushkey.identity.Action;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import dev.hushkey.testing.Wires;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Something comes into force between a decision and its answer: nothing leaves any more. */
@OnStack
@QuarkusTestResource(value = Wires.class, restrictToAnnotatedClass = true)
class LastLookIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Wires wires;

  @AfterEach
  void mended() {
    wires.vault().release();
  }

  /** What comes between, and the reason that the caller gets. */
  enum Between {
    CUT_OFF(
        "link-revoked", camera -> Api.revoke(Map.of("link", camera.link())).then().statusCode(200)),
    CUT_OFF_OF_THE_DEVICE(
        "device-not-granted",
        camera -> Api.revoke(Map.of("device", camera.device().value())).then().statusCode(200)),
    SALE("not-the-owner", camera -> Api.own(camera.device(), People.BOB).then().statusCode(200)),
    NARROWING(
        "action-not-granted",
        camera ->
            Database.update(
                "update device_grant set actions = '{view}' where link_id = ?", camera.link())),
    END(
        "link-revoked",
        camera ->
            Database.update(
                "update link set state = 'REVOKED', state_reason = 'a test' where id = ?",
                camera.link()));

    private final String reason;
    private final Consumer<LinkedCamera> act;

    Between(String reason, Consumer<LinkedCamera> act) {
      this.reason = reason;
      this.act = act;
    }
  }

  private static CompletableFuture<Response> sent(Supplier<Response> request) {
    return CompletableFuture.supplyAsync(request);
  }

  private static Response awaited(CompletableFuture<Response> answer) throws Exception {
    return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @ParameterizedTest
  @EnumSource(Between.class)
  void handOut_overtakenWhileTheTokenIsOpened_isTheRefusal(Between between) throws Exception {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    wires.vault().hold();
    CompletableFuture<Response> handOut =
        sent(() -> Api.handOut(People.ALICE, camera.device(), Action.EVENTS, camera.link()));
    wires.vault().awaitHeld();

    between.act.accept(camera);
    assertThat(handOut).isNotDone();
    wires.vault().release();

    Response answer = awaited(handOut);
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(403);
    assertThat(answer.<String>path("reason")).isEqualTo(between.reason);
    assertThat(camera.recorded("handout", "allowed")).isZero();
    assertThat(refusals(camera)).isEqualTo(1);
  }

  @Test
  void handOut_overtakenForOneLinkOfAHousehold_isDecidedAgainForAll() throws Exception {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    secondLinkWithoutAToken(camera);
    wires.vault().hold();
    CompletableFuture<Response> handOut =
        sent(() -> Api.handOut(People.ALICE, camera.device(), Action.EVENTS));
    wires.vault().awaitHeld();

    Api.revoke(Map.of("user", People.ALICE)).then().statusCode(200);
    wires.vault().release();

    Response answer = awaited(handOut);
    // the second link's reason from before the revocation would be no-upstream-token
    assertThat(answer.<String>path("reason")).isEqualTo("link-revoked");
  }

  /** The other adult's, for whom AcceptGrant never came. */
  private static void secondLinkWithoutAToken(LinkedCamera camera) {
    UUID second = UUID.randomUUID();
    Database.update(
        """
        insert into link (id, user_id, assistant, state, scope, authorized_at, created_at, changed_at)
        select ?, user_id, assistant, state, scope, authorized_at, created_at, changed_at
          from link where id = ?
        """,
        second,
        camera.link());
    Database.update(
        """
        insert into device_grant (link_id, device_id, actions, epoch, granted_at)
        select ?, device_id, actions, epoch, granted_at from device_grant where link_id = ?
        """,
        second,
        camera.link());
  }

  private static int refusals(LinkedCamera camera) {
    return Integer.parseInt(
        Database.text(
            "select count(*) from audit_event where device_id = ? and kind = 'handout'"
                + " and outcome = 'refused'",
            camera.device().value()));
  }

  /** Holds up every record, as a full disk or a long queue would, until the work is done. */
  private static void whileNothingIsRecorded(Runnable work) {
    try (Connection other = TestStack.current().postgres().connect(TestStack.database());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table audit_event in exclusive mode");
      work.run();
      other.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitARecordThatWaits() {
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(PATIENCE)
        .until(
            () ->
                !"0"
                    .equals(
                        Database.text(
                            "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                + " and query like 'with e as materialized%'")));
  }

  @Test
  void check_overtakenBeforeItsRecord_isTheRefusal() throws Exception {
    LinkedCamera camera = LinkedCamera.ofAlice();
    AtomicReference<CompletableFuture<Response>> check = new AtomicReference<>();
    whileNothingIsRecorded(
        () -> {
          check.set(sent(() -> Api.check(camera.accessToken(), camera.device(), Action.VIEW)));
          awaitARecordThatWaits();
          Database.update(
              "update device_grant set actions = '{events}' where link_id = ?", camera.link());
        });

    Response answer = awaited(check.get());
    assertThat(answer.<Boolean>path("allowed")).isFalse();
    assertThat(answer.<String>path("reason")).isEqualTo("action-not-granted");
    assertThat(camera.recorded("check", "allowed")).isZero();
    assertThat(camera.recorded("check", "refused")).isEqualTo(1);
  }

  @Test
  void check_whoseTokenEndsBeforeItsRecord_isTheRefusal() throws Exception {
    LinkedCamera camera = LinkedCamera.ofAlice();
    AtomicReference<CompletableFuture<Response>> check = new AtomicReference<>();
    whileNothingIsRecorded(
        () -> {
          check.set(sent(() -> Api.check(camera.accessToken(), camera.device(), Action.VIEW)));
          awaitARecordThatWaits();
          Database.update(
              "update access_token set revoked_at = clock_timestamp() where link_id = ?",
              camera.link());
        });

    Response answer = awaited(check.get());
    assertThat(answer.<String>path("reason")).isEqualTo("token-not-live");
    assertThat(camera.recorded("check", "allowed")).isZero();
  }
}
