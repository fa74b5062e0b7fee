package dev.hushkey.revocation;

import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.pace.SweepPace;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;

/**
 * Whose turn it is: one replica at a time works on a revocation, and takes one step before it looks
 * again. A lease runs out when its holder has stopped.
 */
@ApplicationScoped
class SweepLeases {

  /**
   * Cleaning up comes before logging out, so that an unavailable Keycloak delays no erasure. Then
   * whoever has waited longest is next. Locked rows are somebody else's. A step of the clean-up is
   * a few statements, one of log-outs waits for Keycloak twenty times.
   */
  private static final String CLAIM =
      """
      update revocation
         set lease = $1,
             lease_until = clock_timestamp()
                           + case when erased_at is null then interval '30 s' else interval '3 min' end,
             worked_at = clock_timestamp(),
             seen_at = coalesce(seen_at, clock_timestamp())
       where id = (
         select id from revocation
          where finished_at is null and paused_at is null
            and coalesce(lease_until, '-infinity') <= clock_timestamp()
            and coalesce(try_at, '-infinity') <= clock_timestamp()
          order by erased_at is not null, worked_at nulls first, made_at
          limit 1 for no key update skip locked)
      returning id, lease, scope, cut_off_at, cut_off_at >= made_at as whole, end_sessions,
                erased_at is not null as erased, swept_to, left_behind, failures, swept_links
      """;

  private static final String FAILED =
      """
      update revocation
         set lease_until = null, failures = failures + 1, failure = $3,
             try_at = clock_timestamp()
                      + least($4 * power(2, least(failures, 10)), 600) * interval '1 second'
       where id = $1 and lease = $2
      """;

  private final Pool pool;
  private final SweepPace pace;
  private final RevocationSettings settings;

  @Inject
  SweepLeases(Pool pool, SweepPace pace, RevocationSettings settings) {
    this.pace = pace;
    this.pool = pool;
    this.settings = settings;
  }

  /** The next revocation with something to do; empty when there is none. */
  Uni<Optional<SweepTask>> claim() {
    return pool.preparedQuery(CLAIM)
        .execute(Tuple.of(UUID.randomUUID()))
        .map(rows -> Rows.first(rows, this::task));
  }

  private SweepTask task(Row row) {
    return new SweepTask(
        new RevocationId(row.getUUID("id")),
        row.getUUID("lease"),
        new SweepTask.Cut(
            row.getString("scope"),
            Rows.instant(row, "cut_off_at"),
            row.getBoolean("whole"),
            row.getBoolean("end_sessions")),
        row.getBoolean("erased"),
        new SweepTask.Position(row.getString("swept_to"), row.getBoolean("left_behind")),
        new SweepTask.SoFar(
            row.getLong("swept_links"), row.getInteger("failures"), pace.chunk(SweepTask.CHUNK)));
  }

  /**
   * Ends a turn that failed. The next one comes later each time, up to ten minutes.
   *
   * @param why for whoever looks at the revocation
   */
  Uni<Void> failed(SweepTask task, String why) {
    double seconds = settings.sweepEvery().toMillis() / 1000.0;
    return pool.preparedQuery(FAILED)
        .execute(Tuple.of(task.id().value(), task.lease(), why, seconds))
        .replaceWithVoid();
  }
}
