package dev.hushkey.upstreamtoken;

import dev.hushkey.identity.LinkRef;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The right to refresh the tokens of one link, across all replicas: a row's lease with a fence that
 * grows with each holder. A holder that outlives its lease may still try to store; the fence
 * rejects it. See docs/adr/0010-fenced-lease-for-refresh.md.
 */
@ApplicationScoped
public class RefreshLease {

  private static final Logger LOG = Logger.getLogger(RefreshLease.class);

  private static final String TAKE =
      """
      update upstream_token
         set lease_fence = lease_fence + 1,
             lease_until = clock_timestamp() + $3 * interval '1 millisecond'
       where link_id = $1 and version = $2 and sealed is not null
         and (lease_until is null or lease_until <= clock_timestamp())
      returning lease_fence
      """;

  private static final String GIVE_BACK =
      """
      update upstream_token
         set lease_until = clock_timestamp() + $3 * interval '1 millisecond'
       where link_id = $1 and lease_fence = $2
      """;

  private final Pool database;

  @Inject
  RefreshLease(Pool database) {
    this.database = database;
  }

  /** A lease and the version of the token set that it was taken for. */
  public record Held(LinkRef link, long version, long fence) {}

  /** Empty when another holder has it, or the token set is no longer of this version. */
  public Uni<Optional<Held>> take(LinkRef link, long version, Duration time) {
    return database
        .preparedQuery(TAKE)
        .execute(Tuple.of(link.link().value(), version, millis(time)))
        .map(rows -> fence(rows).map(fence -> new Held(link, version, fence)));
  }

  private static Optional<Long> fence(RowSet<Row> rows) {
    return rows.size() == 0
        ? Optional.empty()
        : Optional.of(rows.iterator().next().getLong("lease_fence"));
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
