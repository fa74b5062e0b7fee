package dev.hushkey.timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hushkey.failure.Failure;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.LinkedCamera;
import dev.hushkey.testing.Relay;
import dev.hushkey.testing.Wires;
import dev.hushkey.wire.Outages;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PostgreSQL may keep us waiting for, and for how long. */
@OnStack
@QuarkusTestResource(value = Wires.class, restrictToAnnotatedClass = true)
class DatabaseTimeoutsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration IN_TIME = Duration.ofSeconds(4);

  @Inject Pool pool;

  private Wires wires;

  @AfterEach
  void mended() {
    wires.mend();
    await().atMost(PATIENCE).until(() -> sent("select 1").size() == 1);
  }

  private RowSet<Row> sent(String sql) {
    return pool.query(sql).execute().await().atMost(PATIENCE);
  }

  private static <T> T inTime(Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(IN_TIME);
    }
  }

  private void assertOutage(String sql) {
    assertThatThrownBy(() -> inTime(() -> sent(sql)))
        .satisfies(
            thrown ->
                assertThat(Outages.classify(thrown))
                    .hasValueSatisfying(
                        failure -> assertThat(failure).isInstanceOf(Failure.Unavailable.class)));
  }

  @Test
  void slowStatement_isEndedByTheServer_andItsConnectionServesOn() {
    int open = wires.postgres().open();

    assertOutage("select pg_sleep(10)");

    assertThat(sent("select 1")).hasSize(1);
    assertThat(wires.postgres().open()).isGreaterThanOrEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    "statement_timeout, 1500ms",
    "lock_timeout, 1s",
    "idle_in_transaction_session_timeout, 3s",
    "tcp_user_timeout, 3000"
  })
  void server_isAskedToKeepItsBounds(String parameter, String value) {
    assertThat(sent("show " + parameter).iterator().next().getString(0)).isEqualTo(value);
  }

  @Test
  void silentServer_losesItsConnections() {
    sent("select 1");
    wires.postgres().become(Relay.State.SILENT);

    // More than the pool has connections
    List<CompletableFuture<Throwable>> all =
        IntStream.range(0, 40)
            .mapToObj(
                _ ->
                    pool.query("select 1")
                        .execute()
                        .subscribeAsCompletionStage()
                        .handle((_, failure) -> failure))
            .toList();
    inTime(() -> all.stream().map(CompletableFuture::join).toList())
        .forEach(failure -> assertThat(Outages.classify(failure)).isPresent());

    // Not even those that were being opened stay behind
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(PATIENCE)
        .until(() -> wires.postgres().open() == 0);
    wires.postgres().become(Relay.State.WHOLE);
    assertThat(inTime(() -> sent("select 1"))).hasSize(1);
  }

  /** Otherwise the pool has none left for the new primary, until the old one lets them go. */
  @Test
  void silentServer_losesItsConnections_alsoWhenItDoesNotLetThemGo() {
    List<CompletableFuture<RowSet<Row>>> warm =
        IntStream.range(0, 20).mapToObj(_ -> begun("select pg_sleep(0.3)")).toList();
    inTime(() -> warm.stream().map(CompletableFuture::join).toList());
    assertThat(wires.postgres().open()).isGreaterThanOrEqualTo(20);
    wires.postgres().become(Relay.State.HANGING);

    List<CompletableFuture<Throwable>> all =
        IntStream.range(0, 20)
            .mapToObj(_ -> begun("select 1").handle((_, failure) -> failure))
            .toList();
    inTime(() -> all.stream().map(CompletableFuture::join).toList())
        .forEach(failure -> assertThat(Outages.classify(failure)).isPresent());

    // as a proxy does that has found the new primary: what hangs goes on hanging
    wires.postgres().leadElsewhere();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> atOnce(12) == 12);
  }

  private int atOnce(int many) {
    List<CompletableFuture<RowSet<Row>>> all =
        IntStream.range(0, many).mapToObj(_ -> begun("select pg_sleep(1)")).toList();
    return all.stream().map(CompletableFuture::join).toList().size();
  }

  private CompletableFuture<RowSet<Row>> begun(String sql) {
    return pool.query(sql)
        .execute()
        .subscribeAsCompletionStage()
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void transactionThatSendsNothing_isEndedByTheServer_andFreesItsLocks() {
    Api.newCamera(People.CAROL);
    SqlConnection replica = pool.getConnection().await().atMost(PATIENCE);
    replica
        .begin()
        .chain(() -> replica.query("lock table ownership").execute())
        .await()
        .atMost(PATIENCE);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                Api.own(new DeviceId("camera-behind-a-dead-replica"), People.CAROL)
                    .then()
                    .statusCode(200));
    replica.close().onFailure().recoverWithNull().await().atMost(PATIENCE);
  }

  /** Of another session, which does not end by our bounds. */
  private static void holding(String sql, Runnable meanwhile) {
    try (Connection other = TestStack.current().postgres().connect(TestStack.database());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(sql);
      meanwhile.run();
      other.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static void assertUnavailable(Supplier<Response> asked) {
    Response answer = inTime(asked);
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
  }

  @Test
  void lockOfAnotherSession_isNotWaitedFor() {
    DeviceId device = Api.newCamera(People.CAROL);
    holding(
        "update ownership set name = 'held' where device_id = '" + device.value() + "'",
        () -> assertUnavailable(() -> Api.own(device, People.BOB)));
    Api.own(device, People.BOB).then().statusCode(200);
  }

  @Test
  void codeExchange_behindALock_isLaterAndLosesNothing() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Linking linking = new Linking(TestStack.current());
    Linking.Approval approval =
        linking.approve("alice", Map.of(camera.device(), Set.of(Action.VIEW)));
    holding(
        "lock table authorization_code",
        () -> {
          Linking.Answer answer = inTime(() -> linking.exchange(approval));
          assertThat(answer.status()).isEqualTo(503);
          assertThat(answer.error()).isEqualTo("temporarily_unavailable");
        });
    assertThat(linking.exchange(approval).status()).isEqualTo(200);
  }

  /** As a proxy does that takes a standby for the primary, until it notices. */
  @Test
  void connectionsToAServerThatRefusesToWrite_areGivenUp() {
    DeviceId device = Api.newCamera(People.CAROL);
    String own = "alter database %s ".formatted(TestStack.database());
    TestStack.current()
        .postgres()
        .execute("postgres", own + "set default_transaction_read_only = on");
    try {
      // Sessions of before go on writing, those opened from now on never do.
      wires.postgres().cutAll();
      await().atMost(PATIENCE).until(() -> Api.own(device, People.BOB).statusCode() == 503);
      assertUnavailable(() -> Api.own(device, People.BOB));
    } finally {
      TestStack.current()
          .postgres()
          .execute("postgres", own + "reset default_transaction_read_only");
    }

    // At most one answer for each connection that was opened meanwhile.
    await().atMost(PATIENCE).until(() -> Api.own(device, People.BOB).statusCode() == 200);
    IntStream.range(0, 30).forEach(_ -> Api.own(device, People.BOB).then().statusCode(200));
  }

  @Test
  void revocation_isInForceOrSaysSo_whoeverHoldsItsRows() {
    Map<String, Object> selector = Map.of("user", "somebody-else");
    Api.revoke(selector).then().statusCode(200);
    holding(
        "update cut_off set at = at",
        () -> {
          Response answer = inTime(() -> Api.revoke(selector));
          assertThat(answer.statusCode()).isIn(200, 503);
          if (answer.statusCode() == 503) {
            assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
          }
        });
    Api.revoke(selector).then().statusCode(200);
  }
}
