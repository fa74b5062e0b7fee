package dev.hushkey.gauge;

import dev.hushkey.timeline.Timeline;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * What a restore of the database still waits for: that its owner says what was lost, and then that
 * the camera backend says who owns the devices.
 */
@Singleton
class RestoreGauges {

  /** An index has them; beyond so many it makes no difference how many there are. */
  static final int MOST = 10_000;

  private static final String UNKNOWN =
      """
      select count(*) as devices
        from (select from ownership where owner_at_backup is not null limit %d) as found
      """
          .formatted(MOST);

  private final Pool pool;
  private final Timeline timeline;
  private volatile double ownersUnknown = Double.NaN;

  @Inject
  RestoreGauges(Pool pool, Timeline timeline) {
    this.pool = pool;
    this.timeline = timeline;
  }

  void register(@Observes StartupEvent started, MeterRegistry meters) {
    Gauge.builder("hushkey.database.restored", () -> timeline.isRefused() ? 1 : 0)
        .description("1 while nobody has said what a restore of the database lost")
        .register(meters);
    Gauge.builder("hushkey.devices.owner.unknown", () -> ownersUnknown)
        .description("Devices whose owner is unknown since a restore; at most 10,000 are counted")
        .register(meters);
  }

  @Scheduled(every = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> look() {
    return pool.query(UNKNOWN)
        .execute()
        .invoke(rows -> ownersUnknown = rows.iterator().next().getLong("devices"))
        .replaceWithVoid()
        .onFailure()
        .recoverWithNull();
  }
}
