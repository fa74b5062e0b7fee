package dev.hushkey.transitkeys;

import java.time.Duration;

/**
 * A bound on how fast ciphertexts are moved, so that those who wait for a token do not notice.
 *
 * @param perSecond how many, at most
 */
record Pace(int perSecond) {

  private static final long NANOS = 1_000_000_000L;

  /** Refuses a pace at which nothing moves. */
  Pace {
    if (perSecond < 1) {
      throw new IllegalArgumentException("hushkey.rotation.rewraps-per-second must be 1 or more");
    }
  }

  /** How long to rest after so many that took so long. */
  Duration restAfter(int moved, Duration took) {
    Duration due = Duration.ofNanos(moved * NANOS / perSecond);
    return took.compareTo(due) < 0 ? due.minus(took) : Duration.ZERO;
  }
}
