package dev.hushkey.oauth.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.stack.fixture.MovableClock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {

  private static final AssistantId ALEXA = new AssistantId("alexa");
  private static final String HERE = "192.0.2.1";

  private final MovableClock clock = new MovableClock();
  private final FailedAttempts attempts = new FailedAttempts(clock);

  private FailedAttempts.Outcome fail(int times, String address) {
    return IntStream.range(0, times)
        .mapToObj(_ -> attempts.failed(ALEXA, address))
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  @Test
  void delay_growsAndHasABound() {
    assertThat(FailedAttempts.delayAfter(1)).isZero();
    assertThat(FailedAttempts.delayAfter(3)).isZero();
    assertThat(FailedAttempts.delayAfter(4)).isEqualTo(Duration.ofMillis(100));
    assertThat(FailedAttempts.delayAfter(6)).isEqualTo(Duration.ofMillis(400));
    assertThat(FailedAttempts.delayAfter(9)).isEqualTo(FailedAttempts.MAX_DELAY);
    assertThat(FailedAttempts.delayAfter(Integer.MAX_VALUE)).isEqualTo(FailedAttempts.MAX_DELAY);
  }

  @Test
  void failures_countPerClientAndAddress() {
    assertThat(fail(5, HERE).failures()).isEqualTo(5);
    assertThat(fail(1, "192.0.2.2").failures()).isEqualTo(1);
    assertThat(attempts.failed(new AssistantId("google"), HERE).failures()).isEqualTo(1);
  }

  @Test
  void failures_areForgottenAfterAQuietWhile() {
    fail(5, HERE);
    clock.move(Duration.ofMinutes(11));
    assertThat(fail(1, HERE).failures()).isEqualTo(1);
  }

  @Test
  void failures_goOnRecordOncePerClientAndHour_howeverMany() {
    assertThat(fail(9, HERE).goesOnRecord()).isFalse();
    assertThat(fail(1, HERE).goesOnRecord()).isTrue();
    assertThat(fail(1000, HERE).goesOnRecord()).isFalse();
    assertThat(fail(20, "192.0.2.2").goesOnRecord()).isFalse();
    for (int minute = 8; minute < 60; minute += 8) {
      clock.move(Duration.ofMinutes(8));
      assertThat(fail(1, HERE).goesOnRecord()).isFalse();
    }
    clock.move(Duration.ofMinutes(8));
    assertThat(fail(1, HERE).goesOnRecord()).isTrue();
  }
}
