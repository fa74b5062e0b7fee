package dev.hushkey.oauth.issued;

import dev.hushkey.expiry.ExpiredRows;
import dev.hushkey.expiry.SweepSchedule;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * Deletes tokens that expired more than a day ago, and refresh tokens of links that ended more than
 * thirty days ago: until then they are kept for the investigation of a theft. Any replica may run
 * it at any time.
 */
@ApplicationScoped
public class ExpiredTokensSweep {

  private static final String ACCESS_TOKENS =
      """
      delete from access_token where id in (
        select id from access_token
         where expires_at < clock_timestamp() - interval '1 day'
         limit $1 for update skip locked)
      """;

  private static final String REFRESH_TOKENS =
      """
      delete from refresh_token where token_hash in (
        select token_hash from refresh_token
         where expires_at < clock_timestamp() - interval '1 day'
         limit $1 for update skip locked)
      """;

  /**
   * Reads the link's own row: the view already counts a link that was just cut off as ended, but
   * the row does not yet say when it ended. There is no index for this, so both tables are scanned;
   * that is why it runs once a day, and not in chunks, which would scan them each time. Nobody
   * waits for the rows: a token of an ended link is never used again.
   */
  private static final String REFRESH_TOKENS_OF_ENDED_LINKS =
      """
      delete from refresh_token where token_hash in (
        select t.token_hash
          from refresh_token t
          join link l on l.id = t.link_id
         where l.state = 'REVOKED' and l.changed_at < clock_timestamp() - interval '30 days'
           for update of t skip locked)
      """;

  private final ExpiredRows expired;
  private final Pool database;

  @Inject
  ExpiredTokensSweep(ExpiredRows expired, Pool database) {
    this.expired = expired;
    this.database = database;
  }

  void schedule(@Observes StartupEvent started, SweepSchedule schedule) {
    schedule.add("tokens", this::sweep);
  }

  public Uni<Void> sweep() {
    return expired
        .delete("access tokens", ACCESS_TOKENS)
        .chain(() -> expired.delete("refresh tokens", REFRESH_TOKENS));
  }

  /** Not at the start, when all replicas of a roll-out would scan at once. */
  @Scheduled(
      every = "24h",
      delayed = "1h",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public Uni<Void> sweepEndedLinks() {
    return database.query(REFRESH_TOKENS_OF_ENDED_LINKS).execute().replaceWithVoid();
  }
}
