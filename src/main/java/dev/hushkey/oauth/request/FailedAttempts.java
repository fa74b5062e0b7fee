package dev.hushkey.oauth.request;

import dev.hushkey.identity.AssistantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often somebody at one address failed to authenticate as one client, in this replica. Bounded
 * in memory, and forgotten after a while.
 */
final class FailedAttempts {

  /** A client with a misspelt secret is not slowed down before somebody has looked at it. */
  static final int FREE = 3;

  /** So many failures at one address go on record. */
  static final int REMARKABLE = 10;

  static final Duration MAX_DELAY = Duration.ofSeconds(2);

  private static final Duration FIRST_DELAY = Duration.ofMillis(100);
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final Duration BETWEEN_RECORDS = Duration.ofHours(1);
  private static final int MAX_KEPT = 10_000;

  private final Clock clock;
  private final Map<Key, Count> counts = new Recent();
  private final Map<AssistantId, Instant> recorded = new HashMap<>();

  FailedAttempts(Clock clock) {
    this.clock = clock;
  }

  private record Key(AssistantId client, String address) {}

  private record Count(int failures, Instant last) {}

  /**
   * A further failure.
   *
   * @param failures at this address, this one included
   * @param delay before the answer
   * @param goesOnRecord at most once per client and hour
   */
  record Outcome(int failures, Duration delay, boolean goesOnRecord) {}

  /** Counts a failure. */
  synchronized Outcome failed(AssistantId client, String address) {
    Instant now = clock.instant();
    Count count =
        counts.compute(
            new Key(client, address),
            (_, before) ->
                new Count(
                    before == null || before.last().plus(REMEMBERED).isBefore(now)
                        ? 1
                        : before.failures() + 1,
                    now));
    boolean goesOnRecord = count.failures() >= REMARKABLE && isDue(client, now);
    if (goesOnRecord) {
      recorded.put(client, now);
    }
    return new Outcome(count.failures(), delayAfter(count.failures()), goesOnRecord);
  }

  private boolean isDue(AssistantId client, Instant now) {
    Instant last = recorded.get(client);
    return last == null || !last.plus(BETWEEN_RECORDS).isAfter(now);
  }

  /** Doubles with each failure. */
  static Duration delayAfter(int failures) {
    if (failures <= FREE) {
      return Duration.ZERO;
    }
    int doublings = Math.min(failures - FREE - 1, 10);
    Duration delay = FIRST_DELAY.multipliedBy(1L << doublings);
    return delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay;
  }

  /** The one that failed longest ago makes room. */
  private static final class Recent extends LinkedHashMap<Key, Count> {
    private static final long serialVersionUID = 1;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, Count> eldest) {
      return size() > MAX_KEPT;
    }
  }
}
