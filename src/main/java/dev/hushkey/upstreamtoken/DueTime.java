package dev.hushkey.upstreamtoken;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a token set is refreshed ahead. Pure, but for {@link #pick}. Sets that were stored in the
 * same minute are spread over a good part of their life, anew each time.
 */
public final class DueTime {

  /** Not sooner, whatever the assistant says of a token's life. */
  static final Duration LEAST = Duration.ofMinutes(1);

  private DueTime() {}

  /**
   * A moment by chance.
   *
   * @param from when the life of the token began
   * @param ahead how long before its end a hand-out refreshes it
   */
  public static Instant pick(Instant from, Instant expiresAt, Duration ahead) {
    return at(from, expiresAt, ahead, ThreadLocalRandom.current().nextDouble());
  }

  /**
   * From half of its life on, until hand-outs would refresh it themselves; of a token that lives
   * too short for that, in the third quarter of its life.
   *
   * @param share from 0 to 1: where in this time
   */
  static Instant at(Instant from, Instant expiresAt, Duration ahead, double share) {
    Duration life = longer(Duration.between(from, expiresAt), Duration.ZERO);
    Duration earliest = life.dividedBy(2);
    Duration latest = longer(life.minus(ahead), life.dividedBy(4).multipliedBy(3));
    Duration spread = latest.minus(earliest);
    Duration due = earliest.plusMillis((long) (spread.toMillis() * share));
    return from.plus(longer(due, LEAST));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
