package dev.hushkey.gauge;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/**
 * How far the clean-up behind revocations has come. What they revoke is revoked from the first
 * moment on; a clean-up that stands still leaves sealed tokens in the database.
 */
@Singleton
class RevocationGauges {

  /** An index has those that are not finished, and these are few. Drills are nobody's alarm. */
  private static final String UNDER_WAY =
      """
      select count(*) as unfinished,
             count(*) filter (where paused_at is not null) as paused,
             count(*) filter (where (failures > 0 or failure is not null) and paused_at is null)
               as failing,
             coalesce(sum(swept_links) filter (where erased_at is null), 0)::float8 as swept,
             coalesce(sum(greatest(total_links - swept_links, 0))
                        filter (where erased_at is null), 0)::float8 as unswept,
             coalesce(extract(epoch from clock_timestamp()
                        - min(made_at) filter (where erased_at is null)), 0)::float8
               as oldest_unswept,
             coalesce(extract(epoch from clock_timestamp()
                        - min(coalesce(worked_at, made_at)) filter (where paused_at is null)),
                      0)::float8 as idle
        from revocation
       where finished_at is null and not starts_with(scope, 'assistant:drill-')
      """;

  private final Pool pool;
  private final AtomicReference<Seen> seen = new AtomicReference<>();

  @Inject
  RevocationGauges(Pool pool) {
    this.pool = pool;
  }

  /**
   * One look.
   *
   * @param swept links of clean-ups under way that are done, and that are left
   * @param oldestUnswept seconds since the oldest cut-off whose rows are not all marked
   * @param idle seconds since anybody has worked on the one that has waited longest
   */
  private record Seen(
      Counts counts, double swept, double unswept, double oldestUnswept, double idle) {

    static Seen of(Row row) {
      return new Seen(
          new Counts(row.getLong("unfinished"), row.getLong("paused"), row.getLong("failing")),
          row.getDouble("swept"),
          row.getDouble("unswept"),
          row.getDouble("oldest_unswept"),
          row.getDouble("idle"));
    }
  }

  private record Counts(long unfinished, long paused, long failing) {}

  void register(@Observes StartupEvent started, MeterRegistry meters) {
    gauge("hushkey.revocations.unfinished", now -> now.counts().unfinished())
        .description("Revocations whose background work is not done")
        .register(meters);
    gauge("hushkey.revocations.paused", now -> now.counts().paused())
        .description("Those that an admin lets rest")
        .register(meters);
    gauge("hushkey.revocations.failing", now -> now.counts().failing())
        .description("Those whose latest step failed, or waits for an old transaction")
        .register(meters);
    gauge("hushkey.revocations.unswept.seconds", Seen::oldestUnswept)
        .description("Age of the oldest cut-off that is not swept; 0 if there is none")
        .register(meters);
    gauge("hushkey.revocations.idle.seconds", Seen::idle)
        .description("Since when nobody has worked on the one that has waited longest")
        .register(meters);
    gauge("hushkey.revocations.links", Seen::swept)
        .description("Links in clean-ups that are under way")
        .tag("state", "swept")
        .register(meters);
    gauge("hushkey.revocations.links", Seen::unswept)
        .description("Links in clean-ups that are under way")
        .tag("state", "left")
        .register(meters);
  }

  private Gauge.Builder<?> gauge(String name, ToDoubleFunction<Seen> value) {
    return Gauge.builder(
            name,
            () -> Optional.ofNullable(seen.get()).map(value::applyAsDouble).orElse(Double.NaN))
        .strongReference(true);
  }

  @Scheduled(every = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> look() {
    return pool.query(UNDER_WAY)
        .execute()
        .invoke(rows -> seen.set(Seen.of(rows.iterator().next())))
        .replaceWithVoid()
        .onFailure()
        .recoverWithNull();
  }
}
