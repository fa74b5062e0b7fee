package dev.hushkey.timeline;

import dev.hushkey.timeline.TimelineRule.Mark;
import dev.hushkey.timeline.TimelineRule.Verdict;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Looks at each new connection whether its database is the one that we have answered from. A
 * database cannot be restored beneath an open connection, so this is before the first question to
 * it, and costs the questions nothing.
 */
@Singleton
public class Timeline {

  private static final Logger LOG = Logger.getLogger(Timeline.class);

  /** All that the rule needs; as the service's role, so also for the doctor. */
  public static final String LOOK =
      """
      select t.system_identifier as known_system, t.timeline as known_timeline, t.restores,
             (extract(epoch from clock_timestamp() - t.alive_at) * 1000)::bigint as silent,
             s.timeline is null as standby, s.system_identifier as system,
             coalesce(s.timeline, 0) as timeline, coalesce(s.durable, 0) as durable
        from database_timeline t, server_now() s
      """;

  /** Replicas that find a new primary at once do the same. */
  private static final String FOLLOW =
      """
      update database_timeline t set timeline = s.timeline, alive_at = clock_timestamp()
        from server_now() s
       where t.system_identifier = s.system_identifier and t.timeline < s.timeline
      """;

  /** No such table, no right to it: the schema is older, which the start says better. */
  private static final Set<String> OLDER_SCHEMA = Set.of("42P01", "42883", "42501");

  private final Duration failoverWithin;
  private final AtomicReference<Mark> mark = new AtomicReference<>();
  private volatile boolean refused;
  private volatile boolean onStandby;

  @Inject
  public Timeline(RestoreSettings settings) {
    this.failoverWithin = settings.failoverWithin();
  }

  /** Whether the database was restored, and nobody has said yet what was lost. */
  public boolean isRefused() {
    return refused;
  }

  /**
   * Completes if the database may be used; fails if it was restored, is a standby's, or cannot be
   * looked at.
   */
  public Future<Void> admit(SqlConnection connection) {
    Optional<Mark> seen = seen();
    return connection
        .query(LOOK)
        .execute()
        .map(rows -> facts(rows.iterator().next()))
        .compose(facts -> admit(connection, facts, seen))
        .recover(this::allowOlderSchema);
  }

  /**
   * How far the log had come. Take it before the look that is compared with it: looks at once may
   * answer in another order.
   */
  Optional<Mark> seen() {
    return Optional.ofNullable(mark.get());
  }

  Future<Void> admit(SqlConnection connection, TimelineFacts facts, Optional<Mark> seen) {
    return switch (TimelineRule.judge(facts, failoverWithin, seen)) {
      case SAME -> {
        remember(facts);
        yield Future.succeededFuture();
      }
      case STANDBY -> {
        noteStandby();
        yield Future.failedFuture(new NoPrimary());
      }
      case FAILED_OVER ->
          connection
              .query(FOLLOW)
              .execute()
              .onSuccess(rows -> note(facts, rows.rowCount(), seen))
              .mapEmpty();
      case RESTORED -> {
        refuse(facts);
        yield Future.failedFuture(new RestoredDatabase());
      }
    };
  }

  /**
   * Looks again at a database in use: a pooler in between hides new connections from us.
   *
   * @param seen before this look
   */
  void judge(TimelineFacts facts, Optional<Mark> seen) {
    Verdict verdict = TimelineRule.judge(facts, failoverWithin, seen);
    switch (verdict) {
      case SAME -> remember(facts);
      case RESTORED -> refuse(facts);
      case STANDBY, FAILED_OVER -> {}
    }
  }

  private void noteStandby() {
    if (!onStandby) {
      LOG.warn(
          "Closed a connection: PostgreSQL is a standby there, and what it says may be old. This is"
              + " logged once until a connection leads to the primary");
    }
    onStandby = true;
  }

  private void remember(TimelineFacts facts) {
    onStandby = false;
    mark.accumulateAndGet(Mark.of(facts), Timeline::later);
    if (refused) {
      refused = false;
      LOG.info("The database is in use again: its owner has said what a restore lost");
    }
  }

  /** Looks of several connections may overtake each other. */
  private static Mark later(Mark before, Mark now) {
    boolean isOlder =
        before != null
            && before.restores() == now.restores()
            && before.timeline() == now.timeline()
            && before.durable() > now.durable();
    return isOlder ? before : now;
  }

  private void note(TimelineFacts facts, int changed, Optional<Mark> seen) {
    long lost = TimelineRule.lost(facts, seen);
    mark.set(Mark.of(facts));
    refused = false;
    onStandby = false;
    if (lost > 0) {
      LOG.errorf(
          "ALARM: PostgreSQL has failed over to timeline %d and lost at least %d bytes that were on"
              + " disk before. A revocation among them is undone: make the latest ones again."
              + " Synchronous replication loses nothing",
          facts.server().timeline(), lost);
    } else if (changed > 0) {
      LOG.warnf("PostgreSQL has failed over, to timeline %d", facts.server().timeline());
    }
  }

  private void refuse(TimelineFacts facts) {
    if (!refused) {
      LOG.errorf(
          "ALARM: the database was restored: it is on timeline %d of system %d, on record is timeline"
              + " %d of %d, last written to %s ago. Every request is answered with 503 until somebody"
              + " says what was lost: `hushkey restored`, docs/runbooks/restore.md",
          facts.server().timeline(),
          facts.server().system(),
          facts.known().timeline(),
          facts.known().system(),
          facts.silent());
    }
    refused = true;
  }

  /** Only at the start, which then ends: a database beneath a running replica has to have one. */
  private Future<Void> allowOlderSchema(Throwable failed) {
    boolean isOlder =
        failed instanceof PgException refusal && OLDER_SCHEMA.contains(refusal.getSqlState());
    return isOlder && mark.get() == null ? Future.succeededFuture() : Future.failedFuture(failed);
  }

  static TimelineFacts facts(Row row) {
    return new TimelineFacts(
        new TimelineFacts.Known(
            row.getLong("known_system"),
            row.getInteger("known_timeline"),
            row.getInteger("restores")),
        Duration.ofMillis(row.getLong("silent")),
        row.getBoolean("standby"),
        new TimelineFacts.Server(
            row.getLong("system"), row.getInteger("timeline"), row.getLong("durable")));
  }
}
