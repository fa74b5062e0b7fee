package dev.hushkey.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.timeline.TimelineRule.Mark;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is remembered between looks. */
class TimelineTest {

  private final Timeline timeline = new Timeline(() -> Duration.ofMinutes(2));

  private static TimelineFacts logUpTo(long durable) {
    return new TimelineFacts(
        new TimelineFacts.Known(7, 1, 0),
        Duration.ZERO,
        false,
        new TimelineFacts.Server(7, 1, durable));
  }

  @Test
  void looksAtOnce_thatAnswerInAnotherOrder_areNoRestore() {
    Optional<Mark> beforeBoth = timeline.seen();
    timeline.judge(logUpTo(110), beforeBoth);
    timeline.judge(logUpTo(100), beforeBoth);
    assertThat(timeline.isRefused()).isFalse();
    // and the longer log is the one that is remembered
    timeline.judge(logUpTo(105), timeline.seen());
    assertThat(timeline.isRefused()).isTrue();
  }
}
