package dev.hushkey.timeline;

import dev.hushkey.timeline.TimelineRule.Mark;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * Writes down that the database is in use, by which a restore is told from a fail-over later; one
 * small row every few seconds, whichever replica comes first. Looks at the database on the way.
 */
@ApplicationScoped
class Heartbeat {

  private static final String ALIVE =
      """
      update database_timeline t set alive_at = clock_timestamp() from server_now() s
       where t.system_identifier = s.system_identifier and t.timeline = s.timeline
         and t.alive_at < clock_timestamp() - interval '5 seconds'
      """;

  private final Pool pool;
  private final Timeline timeline;

  @Inject
  Heartbeat(Pool pool, Timeline timeline) {
    this.pool = pool;
    this.timeline = timeline;
  }

  @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> beat() {
    Optional<Mark> seen = timeline.seen();
    return pool.query(Timeline.LOOK)
        .execute()
        .invoke(rows -> timeline.judge(Timeline.facts(rows.iterator().next().getDelegate()), seen))
        .chain(() -> pool.query(ALIVE).execute())
        // an outage has its own signs
        .onItemOrFailure()
        .transform((_, _) -> null);
  }
}
