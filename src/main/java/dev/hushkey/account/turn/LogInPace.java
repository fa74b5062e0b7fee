package dev.hushkey.account.turn;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The arithmetic of turns (ADR 78). The rate is a clock that runs behind: each log-in moves it on
 * by one interval, and it is never moved beyond now. So a log-in may begin when the clock has room
 * for it and for everybody who came before and still waits.
 *
 * @param perSecond how many may begin in a second; 0 for no limit
 * @param longestWait whoever would wait longer is turned away
 */
record LogInPace(int perSecond, Duration longestWait) {

  /** How much of the rate may be made up for: longer than a browser at the front takes to look. */
  static final Duration SAVED = Duration.ofSeconds(5);

  private static final long SECOND = 1_000_000;
  private static final int SOONEST_LOOK = 2;
  private static final int LATEST_LOOK = 30;

  static LogInPace of(LogInSettings settings) {
    return new LogInPace(settings.perSecond(), settings.longestWait());
  }

  boolean isOn() {
    return perSecond > 0;
  }

  /**
   * Whether a log-in may begin.
   *
   * @param usedUntil where the clock stands
   * @param ahead how many came before and still wait
   * @return where the clock stands after it; empty when it has to wait
   */
  Optional<Instant> begin(Instant now, Instant usedUntil, long ahead) {
    Instant from = from(now, usedUntil);
    Instant withAllAhead = from.plus(interval() * (ahead + 1), ChronoUnit.MICROS);
    return withAllAhead.isAfter(now)
        ? Optional.empty()
        : Optional.of(from.plus(interval(), ChronoUnit.MICROS));
  }

  /** Where the clock counts from: what is older than {@link #SAVED} is lost. */
  private Instant from(Instant now, Instant usedUntil) {
    Instant oldest = now.minus(interval() * burst(), ChronoUnit.MICROS);
    if (usedUntil.isAfter(now)) {
      // after a failover, the database's clock may have gone back; the next one sets it right
      return now.minus(interval(), ChronoUnit.MICROS);
    }
    return usedUntil.isBefore(oldest) ? oldest : usedUntil;
  }

  /** How many log-ins may begin at once after a rest. */
  long burst() {
    return perSecond * SAVED.toSeconds();
  }

  /** Microseconds between two log-ins, rounded up: rather slower than faster. */
  private long interval() {
    return Math.ceilDiv(SECOND, (long) perSecond);
  }

  /** About how long somebody waits with so many ahead. */
  Duration waitBehind(long ahead) {
    return Duration.of(interval() * (ahead + 1), ChronoUnit.MICROS);
  }

  /** Whether another one, with so many ahead, would wait for too long. */
  boolean isFull(long ahead) {
    return waitBehind(ahead).compareTo(longestWait) > 0;
  }

  /**
   * After how many seconds a browser looks again: about half of what is left, and by chance a
   * little later, so that those who came together do not stay together.
   */
  static long nextLook(Duration left, RandomGenerator chance) {
    int half = Math.clamp(left.toSeconds() / 2, SOONEST_LOOK, LATEST_LOOK);
    return half + chance.nextInt(half / 2 + 1);
  }

  /** When somebody who was turned away should come back: when those who wait now are through. */
  Duration comeBack(RandomGenerator chance) {
    long most = longestWait.toSeconds();
    return Duration.ofSeconds(most / 2 + chance.nextLong(most / 2 + 1));
  }
}
