package dev.hushkey.upstream;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.sql.Rows;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * Pauses in PostgreSQL. Only an assistant that asks for one, or that refuses our client, makes us
 * write; the lease of a refresh reads the table itself, in its one statement.
 */
@ApplicationScoped
public class StoredPauses implements Pauses {

  private static final Logger LOG = Logger.getLogger(StoredPauses.class);

  private static final String AT =
      """
      select clock_timestamp() as now, p.until
        from (values (1)) as always
        left join upstream_pause p on p.place = $1
      """;

  /**
   * Up to a quarter of the pause is added by link: else everybody would come back at once. Tells
   * whether no pause was running.
   */
  private static final String BEGIN =
      """
      insert into upstream_pause as p (place, until, spread, why)
      values ($1, clock_timestamp() + $2 * interval '1 millisecond',
              greatest(interval '1 second', $2 * interval '0.25 milliseconds'), $3)
          on conflict (place) do update
         set until = excluded.until, spread = excluded.spread, why = excluded.why
       where p.until < excluded.until
      returning coalesce(
                  (select b.until from upstream_pause b where b.place = $1) <= clock_timestamp(),
                  true) as fresh
      """;

  private static final String END =
      "delete from upstream_pause where place = $1 or starts_with(place, $1 || '/')";

  private final Pool pool;
  private final UpstreamSettings settings;
  private final MeterRegistry meters;

  @Inject
  StoredPauses(Pool pool, UpstreamSettings settings, MeterRegistry meters) {
    this.pool = pool;
    this.settings = settings;
    this.meters = meters;
  }

  @Override
  public Uni<Moment> at(Place place) {
    return pool.preparedQuery(AT)
        .execute(Tuple.of(place.key()))
        .map(rows -> moment(rows.iterator().next()));
  }

  private static Moment moment(Row row) {
    Instant now = Rows.instant(row, "now");
    return new Moment(
        now,
        Rows.findInstant(row, "until")
            .map(until -> Duration.between(now, until))
            .filter(Duration::isPositive));
  }

  @Override
  public Uni<Duration> begin(Place place, Duration time, String why) {
    Duration longest = settings.longestPause();
    Duration pause = time.compareTo(longest) > 0 ? longest : time;
    return pool.preparedQuery(BEGIN)
        .execute(Tuple.of(place.key(), (double) pause.toMillis(), why))
        .invoke(rows -> begun(place, pause, why, isFresh(rows)))
        .onFailure()
        .invoke(thrown -> LOG.warnf(thrown, "A pause of %s could not be stored", place.key()))
        .onFailure()
        .recoverWithNull()
        .replaceWith(pause);
  }

  private static boolean isFresh(RowSet<Row> rows) {
    return Rows.first(rows, row -> row.getBoolean("fresh")).orElse(false);
  }

  private void begun(Place place, Duration pause, String why, boolean fresh) {
    if (fresh) {
      meters.counter("hushkey.upstream.pauses", "place", place.key()).increment();
      LOG.warnf("%s is left alone for %d s (%s)", place.key(), pause.toSeconds(), why);
    }
  }

  /** Ends all pauses of an assistant, at an operator's request. */
  public Uni<Void> end(AssistantId assistant) {
    return pool.preparedQuery(END).execute(Tuple.of(assistant.value())).replaceWithVoid();
  }
}
