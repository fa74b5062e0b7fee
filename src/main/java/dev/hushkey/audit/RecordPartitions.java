package dev.hushkey.audit;

import dev.hushkey.wire.RepeatedWork;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Has the database make the record's next partitions, weeks before they are needed, and remove
 * those that are too old. What is too old, the owner has said; the service can neither choose nor
 * remove anything else (docs/adr/0094-the-record-is-partitioned-by-time.md).
 */
@ApplicationScoped
class RecordPartitions {

  /** Says nothing while another replica is at it. */
  private static final String MAKE = "select make_record_partitions()";

  private static final String REMOVE = "select remove_old_record()";

  private final Pool database;
  private final RepeatedWork tending =
      RepeatedWork.onDatabase("Tending the partitions of the record");

  @Inject
  RecordPartitions(Pool database) {
    this.database = database;
  }

  /**
   * Nothing depends on one time: whoever reads the record for long, as a backup does, is let be.
   */
  @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> tend() {
    return tending.round(() -> make().chain(this::remove));
  }

  private Uni<Void> make() {
    return database.query(MAKE).execute().replaceWithVoid();
  }

  /** One at a time: if there are more, they go with the next looks. */
  private Uni<Void> remove() {
    return database
        .query(REMOVE)
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0))
        .invoke(
            removed -> {
              if (Boolean.TRUE.equals(removed)) {
                Log.info("Removed a partition of the record that was too old");
              }
            })
        .replaceWithVoid();
  }
}
