package dev.hushkey.migration;

import java.time.Duration;

/**
 * How the record is kept, which only the owner of the database may say.
 *
 * @param keptFor after which a whole partition is removed
 * @param partitions how much time a partition holds
 */
public record RecordKeeping(Duration keptFor, Width partitions) {

  /** By default. */
  static final RecordKeeping USUAL = new RecordKeeping(Duration.ofDays(400), Width.MONTH);

  /** How much time a partition holds, in UTC. */
  public enum Width {
    DAY,
    WEEK,
    MONTH
  }
}
