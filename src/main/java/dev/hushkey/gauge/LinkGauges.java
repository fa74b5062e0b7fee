package dev.hushkey.gauge;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/**
 * How many links wait for their users to link again. No index tells it, and counting the rows takes
 * longer the more there are. So at most 16 MiB of them are read, wherever they lie: all of them up
 * to some 120,000 links, and a random share of more (docs/adr/0081-gauges-read-a-bounded-share.md).
 */
@Singleton
class LinkGauges {

  static final long SAMPLED_BYTES = 16L << 20;

  /**
   * By the stored state: what a cut-off has ended and the sweep has not come to yet still counts.
   * The share is of pages, so the answer is exact while all are read.
   */
  private static final String NEED_RELINK =
      """
      with size as materialized (
        select coalesce((select sum(pg_relation_size(t.relid)) from pg_partition_tree('link') t
                          where t.isleaf),
                        pg_relation_size('link')) as bytes),
      share as materialized (
        select least(100, 100.0 * $1 / greatest(bytes, 1))::float8 as percent from size)
      select l.assistant,
             cast(count(*) * 100 / (select percent from share) as float8) as links
        from link l tablesample system ((select percent from share))
       where l.state = 'NEEDS_RELINK'
       group by l.assistant
      """;

  private final Pool pool;
  private final Assistants assistants;

  /** Empty before the first look. */
  private volatile Map<String, Double> needRelink = Map.of();

  private volatile boolean seen;

  @Inject
  LinkGauges(Pool pool, Assistants assistants) {
    this.pool = pool;
    this.assistants = assistants;
  }

  void register(@Observes StartupEvent started, MeterRegistry meters) {
    for (Assistant assistant : assistants.all()) {
      String id = assistant.id().value();
      Gauge.builder("hushkey.links.need.relink", () -> needRelink(id))
          .description("Links that only their users can repair; estimated where there are many")
          .tag("assistant", id)
          .strongReference(true)
          .register(meters);
    }
  }

  private double needRelink(String assistant) {
    return seen ? needRelink.getOrDefault(assistant, 0.0) : Double.NaN;
  }

  @Scheduled(every = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> look() {
    return look(SAMPLED_BYTES).onFailure().recoverWithNull();
  }

  /**
   * The same with another bound.
   *
   * @param bytes how much of the table is read at most
   */
  Uni<Void> look(long bytes) {
    return pool.preparedQuery(NEED_RELINK)
        .execute(Tuple.of((double) bytes))
        .invoke(this::keep)
        .replaceWithVoid();
  }

  private void keep(RowSet<Row> rows) {
    Map<String, Double> counted = new HashMap<>();
    rows.forEach(row -> counted.put(row.getString("assistant"), row.getDouble("links")));
    needRelink = counted;
    seen = true;
  }
}
