package dev.hushkey.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.testing.CapturedLog;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class RepeatedWorkTest {

  private static final Throwable REFUSED = new ConnectException("Connection refused");
  private static final Throwable SHUT_DOWN = new PgException("shut down", "FATAL", "57P01", "");

  private final RepeatedWork work = RepeatedWork.onDatabase("Deleting old tea");

  @Test
  void outage_isOneLineWithItsCause_andOneAtItsEnd() {
    try (CapturedLog log = CapturedLog.start()) {
      fail(REFUSED);
      fail(SHUT_DOWN);
      fail(REFUSED);
      succeed();
      succeed();

      assertThat(log.text().lines().map(String::strip))
          .containsExactly(
              "Deleting old tea: fails for now and is tried again: postgresql is unavailable {}",
              "Deleting old tea: works again {}");
    }
  }

  @Test
  void secondOutage_isToldAgain() {
    try (CapturedLog log = CapturedLog.start()) {
      fail(REFUSED);
      succeed();
      fail(REFUSED);

      assertThat(log.text().lines().filter(line -> line.contains("is unavailable"))).hasSize(2);
    }
  }

  @Test
  void bug_hasAStackTrace_onceUntilItIsAnother() {
    try (CapturedLog log = CapturedLog.start()) {
      fail(new IllegalStateException("one"));
      fail(new IllegalStateException("one"));
      fail(new IllegalStateException("two"));
      fail(REFUSED);

      assertThat(log.text())
          .containsOnlyOnce("IllegalStateException: one")
          .containsOnlyOnce("IllegalStateException: two")
          .containsOnlyOnce("postgresql is unavailable")
          .contains("at dev.hushkey.wire.RepeatedWorkTest");
    }
  }

  @Test
  void workThatThrowsBeforeItBegins_isNoFailureOfTheRound() {
    try (CapturedLog log = CapturedLog.start()) {
      work.round(
              () -> {
                throw new IllegalStateException("early");
              })
          .await()
          .indefinitely();

      assertThat(log.text()).containsOnlyOnce("IllegalStateException: early");
    }
  }

  private void fail(Throwable thrown) {
    work.round(() -> Uni.createFrom().failure(thrown)).await().indefinitely();
  }

  private void succeed() {
    work.round(() -> Uni.createFrom().voidItem()).await().indefinitely();
  }
}
