package dev.hushkey.transitkeys;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * A limit on how fast ciphertexts are moved, so that callers waiting for a token do not notice.
 *
 * @param perSecond how many, at most
 */
record Pace(int perSecond) {

  private static final long NANOS = 1_000_000_000L;

  /** Refuses a pace at which nothing would move. */
  Pace {
    if (perSecond < 1) {
      throw new IllegalArgumentException("hushkey.rotation.rewraps-per-second must be 1 or more");
    }
  }

  /** How long to pause after moving this many in this time: whole milliseconds, as timers take. */
  Duration restAfter(int moved, Duration took) {
    Duration due = Duration.ofNanos(moved * NANOS / perSecond);
    return took.compareTo(due) < 0 ? due.minus(took).truncatedTo(ChronoUnit.MILLIS) : Duration.ZERO;
  }
}
