package dev.hushkey.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.timeline.TimelineFacts.Known;
import dev.hushkey.timeline.TimelineFacts.Server;
import dev.hushkey.timeline.TimelineRule.Mark;
import dev.hushkey.timeline.TimelineRule.Verdict;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineRuleTest {

  private static final Duration WITHIN = Duration.ofMinutes(2);
  private static final long SYSTEM = 77;

  private static TimelineFacts facts(int known, int timeline, Duration silent, long durable) {
    return new TimelineFacts(
        new Known(SYSTEM, known, 1), silent, false, new Server(SYSTEM, timeline, durable));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, PT0S, SAME",
    "1, 1, P9D, SAME", // all replicas were away
    "1, 2, PT40S, FAILED_OVER",
    "1, 2, PT2M, FAILED_OVER",
    "1, 2, PT2M0.001S, RESTORED",
    "1, 5, P1D, RESTORED",
    "3, 2, PT1S, RESTORED"
  })
  void timeline_isComparedWithTheOneOnRecord(
      int known, int timeline, Duration silent, Verdict verdict) {
    assertThat(TimelineRule.judge(facts(known, timeline, silent, 10), WITHIN)).isEqualTo(verdict);
  }

  @Test
  void anotherServer_isARestore_howeverFresh() {
    TimelineFacts moved =
        new TimelineFacts(
            new Known(SYSTEM, 1, 0), Duration.ZERO, false, new Server(SYSTEM + 1, 1, 10));
    assertThat(TimelineRule.judge(moved, WITHIN)).isEqualTo(Verdict.RESTORED);
  }

  @Test
  void standby_isToldFromAPrimary_whateverItsRecordSays() {
    TimelineFacts standby =
        new TimelineFacts(
            new Known(SYSTEM, 1, 0), Duration.ofDays(1), true, new Server(SYSTEM, 0, 0));
    assertThat(TimelineRule.judge(standby, WITHIN)).isEqualTo(Verdict.STANDBY);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 100, SAME",
    "1, 1, 101, RESTORED", // the log was longer: a snapshot of the disk
    "2, 1, 50, RESTORED", // it was on a later timeline
    "1, 2, 50, RESTORED", // a restore that was spoken of is gone, too
    "1, 0, 500, SAME" // the owner has spoken since
  })
  void logThatWasLonger_isARestoreWithoutANewTimeline(
      int timeline, int restores, long durable, Verdict verdict) {
    TimelineFacts now = facts(1, 1, Duration.ZERO, 100);
    assertThat(TimelineRule.judge(now, WITHIN, Optional.of(new Mark(timeline, restores, durable))))
        .isEqualTo(verdict);
  }

  @Test
  void failover_tellsHowMuchItLostAtLeast() {
    TimelineFacts promoted = facts(1, 2, Duration.ofSeconds(30), 100);
    assertThat(TimelineRule.lost(promoted, Optional.of(new Mark(1, 1, 130)))).isEqualTo(30);
    assertThat(TimelineRule.lost(promoted, Optional.of(new Mark(1, 1, 90)))).isZero();
    assertThat(TimelineRule.lost(promoted, Optional.empty())).isZero();
  }
}
