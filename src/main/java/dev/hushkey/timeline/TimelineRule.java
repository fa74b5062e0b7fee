package dev.hushkey.timeline;

import dev.hushkey.timeline.TimelineFacts.Known;
import dev.hushkey.timeline.TimelineFacts.Server;
import java.time.Duration;
import java.util.Optional;

/** Tells what has happened to a database. A pure function. */
public final class TimelineRule {

  private TimelineRule() {}

  /** What has happened. */
  public enum Verdict {
    /** Nothing. */
    SAME,
    /** It is a standby: what it says may be old, so nothing is decided by it. */
    STANDBY,
    /** A standby has taken over, and lost no more than it lagged behind. */
    FAILED_OVER,
    /** It is older than what was answered, or has another origin. */
    RESTORED
  }

  /**
   * How far this process has seen the log come.
   *
   * @param restores as on record then: after another restore the log may be shorter
   */
  record Mark(int timeline, int restores, long durable) {

    static Mark of(TimelineFacts facts) {
      return new Mark(
          facts.server().timeline(), facts.known().restores(), facts.server().durable());
    }
  }

  /**
   * Judges a database by what it has on record and what its server says.
   *
   * @param failoverWithin how long no replica may have written to it for a new timeline to count as
   *     a fail-over
   */
  public static Verdict judge(TimelineFacts facts, Duration failoverWithin) {
    if (facts.standby()) {
      return Verdict.STANDBY;
    }
    Known known = facts.known();
    Server server = facts.server();
    if (known.system() != server.system() || server.timeline() < known.timeline()) {
      return Verdict.RESTORED;
    }
    if (server.timeline() == known.timeline()) {
      return Verdict.SAME;
    }
    return facts.silent().compareTo(failoverWithin) <= 0 ? Verdict.FAILED_OVER : Verdict.RESTORED;
  }

  /**
   * The same for a process that was there before: a log that ends before what was on disk is of an
   * older copy, such as a snapshot of the disk, which begins no new timeline.
   */
  static Verdict judge(TimelineFacts facts, Duration failoverWithin, Optional<Mark> mark) {
    Verdict verdict = judge(facts, failoverWithin);
    return verdict == Verdict.SAME && mark.filter(seen -> isBehind(facts, seen)).isPresent()
        ? Verdict.RESTORED
        : verdict;
  }

  private static boolean isBehind(TimelineFacts facts, Mark seen) {
    int restores = facts.known().restores();
    return restores < seen.restores()
        || restores == seen.restores()
            && (facts.server().timeline() < seen.timeline()
                || facts.server().timeline() == seen.timeline()
                    && facts.server().durable() < seen.durable());
  }

  /** How many bytes of the log, on disk once, a fail-over has lost at least. */
  static long lost(TimelineFacts facts, Optional<Mark> mark) {
    return mark.map(seen -> Math.max(0, seen.durable() - facts.server().durable())).orElse(0L);
  }
}
