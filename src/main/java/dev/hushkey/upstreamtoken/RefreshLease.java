package dev.hushkey.upstreamtoken;

import dev.hushkey.identity.LinkRef;
import dev.hushkey.seal.SealedText;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * The right to refresh the tokens of one link, across all replicas: a row's lease with a fence that
 * grows with each holder. A holder that outlives its lease may still store, as long as nobody else
 * has. See docs/adr/0010-fenced-lease-for-refresh.md.
 */
@ApplicationScoped
public class RefreshLease {

  private static final Logger LOG = Logger.getLogger(RefreshLease.class);

  /**
   * Not while the link or the whole assistant pauses. After a pause of the assistant its links come
   * back one by one, each at a moment that follows from its id, so that all replicas agree on it.
   */
  private static final String TAKE =
      """
      with state as (
        select greatest(u.paused_until,
                        p.until + p.spread
                          * ((hashtext(u.link_id::text || p.until::text) & 1023) / 1023.0)) as until,
               u.lease_until is not null as outlived
          from upstream_token u
          left join upstream_pause p on p.place = $4
         where u.link_id = $1),
      taken as (
        update upstream_token u
           set lease_fence = u.lease_fence + 1,
               lease_until = clock_timestamp() + $3 * interval '1 millisecond'
          from state s
         where u.link_id = $1 and u.version = $2 and u.sealed is not null
           and (u.lease_until is null or u.lease_until <= clock_timestamp())
           and (u.paused_until is null or u.paused_until <= clock_timestamp())
           and (s.until is null or s.until <= clock_timestamp())
        returning u.lease_fence, u.sealed)
      select clock_timestamp() as now, t.lease_fence, t.sealed, s.outlived, s.until
        from state s left join taken t on true
      """;

  private static final String GIVE_BACK =
      """
      update upstream_token
         set lease_until = null,
             paused_until = greatest(paused_until,
                                     clock_timestamp() + $3 * interval '1 millisecond')
       where link_id = $1 and lease_fence = $2
      """;

  private final Pool database;

  @Inject
  RefreshLease(Pool database) {
    this.database = database;
  }

  /** What came of asking for a lease. */
  public sealed interface Taken {}

  /**
   * A lease and the token set that it was taken for.
   *
   * @param at when it was taken
   * @param outlived whether the holder before never gave its lease back: it died, or it is slow and
   *     may still store
   */
  public record Held(
      LinkRef link, long version, SealedText sealed, long fence, Instant at, boolean outlived)
      implements Taken {}

  /** The link or its assistant pauses for so long. */
  public record Paused(Duration left) implements Taken {}

  /** Another holder has it, or the token set is no longer of this version. */
  public record Busy() implements Taken {}

  /** Takes the lease if it is free. */
  public Uni<Taken> take(LinkRef link, long version, Duration time) {
    return database
        .preparedQuery(TAKE)
        .execute(Tuple.of(link.link().value(), version, millis(time), link.assistant().value()))
        .map(
            rows ->
                Rows.first(rows, row -> taken(link, version, row))
                    .orElseGet(RefreshLease.Busy::new));
  }

  private static Taken taken(LinkRef link, long version, Row row) {
    Instant now = Rows.instant(row, "now");
    Long fence = row.getLong("lease_fence");
    if (fence != null) {
      SealedText sealed = new SealedText(row.getString("sealed"));
      return new Held(link, version, sealed, fence, now, row.getBoolean("outlived"));
    }
    return Rows.findInstant(row, "until")
        .map(until -> Duration.between(now, until))
        .filter(Duration::isPositive)
        .<Taken>map(Paused::new)
        .orElseGet(Busy::new);
  }

  /**
   * Releases the lease after a failed refresh, so that others may try after a pause that all
   * replicas share. Never fails: a lease expires anyway.
   */
  public Uni<Void> giveBack(Held held, Duration pause) {
    Tuple parameters = Tuple.of(held.link().link().value(), held.fence(), millis(pause));
    return database
        .preparedQuery(GIVE_BACK)
        .execute(parameters)
        .onFailure()
        .invoke(thrown -> LOG.warn("A lease could not be released; it will expire", thrown))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private static double millis(Duration time) {
    return time.toMillis();
  }
}
