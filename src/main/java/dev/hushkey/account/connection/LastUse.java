package dev.hushkey.account.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long ago an assistant was last used, as roughly as people would say it. Spans and not times
 * of day, because we do not know the person's time zone.
 */
public sealed interface LastUse {

  /** After this many days, a date says more than a number. */
  int MAX_DAYS = 60;

  /** Not since it was connected. */
  record Never() implements LastUse {}

  /** Within the last hour. */
  record WithinAnHour() implements LastUse {}

  /** Within the last 24 hours. */
  record WithinADay() implements LastUse {}

  /** This many days ago; 2 or more, so always a plural. */
  record DaysAgo(long days) implements LastUse {}

  /** Longer ago. */
  record LongAgo(Instant when) implements LastUse {}

  /** Between 24 and 48 hours ago counts as two days: never more recent than it was. */
  static LastUse of(Optional<Instant> when, Instant now) {
    if (when.isEmpty()) {
      return new Never();
    }
    Duration ago = Duration.between(when.get(), now);
    if (ago.compareTo(Duration.ofHours(1)) < 0) {
      return new WithinAnHour();
    }
    if (ago.compareTo(Duration.ofDays(1)) < 0) {
      return new WithinADay();
    }
    long days = ago.toDays() + 1;
    return days <= MAX_DAYS ? new DaysAgo(days) : new LongAgo(when.get());
  }
}
