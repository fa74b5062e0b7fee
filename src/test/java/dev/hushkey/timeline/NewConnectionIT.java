package dev.hushkey.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.postgres.HotStandby;
import dev.hushkey.stack.postgres.PostgresServer;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.StackSecrets;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.testing.CapturedLog;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real server and its real standby say to a connection that is to write. */
@OnStack
class NewConnectionIT {

  private static final LocalStack STACK = TestStack.current();
  private static final HotStandby STANDBY = new HotStandby(STACK.postgres(), standby());
  private static final Vertx VERTX = Vertx.vertx();

  private final Timeline timeline = new Timeline(() -> Duration.ofMinutes(2));

  private static PostgresServer standby() {
    return new PostgresServer(
        new StateDirectory(STACK.state().directory("new-connection")),
        new StackSecrets(STACK.state()),
        STACK.certificates(),
        STACK.tools(),
        Ports.free().postgres());
  }

  @BeforeAll
  static void follow() {
    STANDBY.start(Duration.ZERO);
  }

  @AfterAll
  static void stop() {
    STANDBY.server().stop();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  private void admit(PostgresServer server) {
    PgConnectOptions options =
        PgConnectOptions.fromUri(
                server.reactiveUrl(TestStack.database()).replaceFirst("^vertx-reactive:", ""))
            .setUser(LocalStack.HUSHKEY)
            .setPassword(STACK.postgres().password(LocalStack.HUSHKEY));
    PgConnection.connect(VERTX, options)
        .compose(connection -> timeline.admit(connection).eventually(() -> connection.close()))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  @Test
  void standby_isRefused_andThePrimaryIsNot() {
    try (CapturedLog log = CapturedLog.start()) {
      assertRefused();
      assertRefused();
      assertThat(log.text()).containsOnlyOnce("PostgreSQL is a standby there");
    }
    assertThatCode(() -> admit(STACK.postgres())).doesNotThrowAnyException();
    assertThat(timeline.isRefused()).isFalse();
    try (CapturedLog log = CapturedLog.start()) {
      assertRefused();
      assertThat(log.text()).contains("PostgreSQL is a standby there");
    }
  }

  private void assertRefused() {
    assertThatThrownBy(() -> admit(STANDBY.server()))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(NoPrimary.class);
  }
}
