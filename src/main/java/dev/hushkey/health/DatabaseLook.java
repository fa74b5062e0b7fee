package dev.hushkey.health;

import dev.hushkey.timeline.Timeline;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Asks PostgreSQL, in one statement, all that readiness depends on. */
@Singleton
public class DatabaseLook {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final String RESTORED = "restored";

  private final Pool pool;
  private final Clock clock;
  private final Timeline timeline;
  private final SharedLook<Seen> look = new SharedLook<>(this::ask);

  @Inject
  public DatabaseLook(Pool pool, Clock clock, Timeline timeline) {
    this.pool = pool;
    this.timeline = timeline;
    this.clock = clock;
  }

  /**
   * What a look saw.
   *
   * @param state {@code ready}, or what is wrong
   * @param offset how far this replica's clock is ahead; empty when PostgreSQL did not answer
   */
  record Seen(String state, Optional<Duration> offset) {

    private static Seen failed(String state) {
      return new Seen(state, Optional.empty());
    }
  }

  Uni<Seen> get() {
    return look.get();
  }

  private Uni<Seen> ask() {
    Instant before = clock.instant();
    return pool.query("select pg_is_in_recovery(), clock_timestamp()")
        .execute()
        .map(rows -> seen(before, rows.iterator().next()))
        .map(seen -> timeline.isRefused() ? Seen.failed(RESTORED) : seen)
        .ifNoItem()
        .after(LIMIT)
        .recoverWithItem(Seen.failed("no answer in time"))
        .onFailure()
        .recoverWithItem(() -> Seen.failed(timeline.isRefused() ? RESTORED : "away"));
  }

  private Seen seen(Instant before, Row row) {
    Instant there = row.getOffsetDateTime(1).toInstant();
    return new Seen(
        row.getBoolean(0) ? "read only" : "ready",
        Optional.of(offset(before, there, clock.instant())));
  }

  /**
   * How far this clock is ahead of the other, as far as that can be told: what was read in between
   * may have been read at any moment from before to after.
   */
  static Duration offset(Instant before, Instant there, Instant after) {
    if (there.isBefore(before)) {
      return Duration.between(there, before);
    }
    return there.isAfter(after) ? Duration.between(there, after) : Duration.ZERO;
  }
}
