package dev.hushkey.upstreamtoken;

import dev.hushkey.identity.LinkId;
import dev.hushkey.sql.Rows;
import dev.hushkey.upstream.UpstreamSettings;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** How often a link's token may be reported as refused, whatever became of it meanwhile. */
@ApplicationScoped
public class TokenReports {

  private static final String WAIT =
      """
      select cast(ceil(extract(epoch from
                 reported_at + $2 * interval '1 millisecond' - clock_timestamp())) as bigint) as wait
        from upstream_token where link_id = $1 and reported_at is not null
      """;

  private static final String REPORTED =
      """
      update upstream_token set reported_at = clock_timestamp() where link_id = $1
      """;

  private final Pool pool;
  private final UpstreamSettings settings;

  @Inject
  TokenReports(Pool pool, UpstreamSettings settings) {
    this.pool = pool;
    this.settings = settings;
  }

  /** How long the next report has to wait; empty when it need not. */
  public Uni<Optional<Duration>> nextIn(LinkId link) {
    return pool.preparedQuery(WAIT)
        .execute(Tuple.of(link.value(), (double) settings.reportEvery().toMillis()))
        .map(
            rows ->
                Rows.first(rows, row -> Duration.ofSeconds(row.getLong("wait")))
                    .filter(Duration::isPositive));
  }

  /** A report led to a refresh just now. */
  public Uni<Void> acted(LinkId link) {
    return pool.preparedQuery(REPORTED).execute(Tuple.of(link.value())).replaceWithVoid();
  }
}
