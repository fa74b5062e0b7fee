package dev.hushkey.oauth.issued;

import dev.hushkey.expiry.ExpiredRows;
import dev.hushkey.expiry.RetentionSettings;
import dev.hushkey.expiry.SweepSchedule;
import dev.hushkey.wire.RepeatedWork;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/**
 * Deletes tokens that expired long enough ago, and refresh tokens of links that ended long enough
 * ago: until then they are kept for the investigation of a theft. Any replica may run it at any
 * time.
 */
@ApplicationScoped
public class ExpiredTokensSweep {

  private static final String ACCESS_TOKENS =
      """
      delete from access_token where id in (
        select id from access_token
         where expires_at < statement_timestamp() - %d * interval '1 second'
         limit $1 for update skip locked)
      """;

  private static final String REFRESH_TOKENS =
      """
      delete from refresh_token where token_hash in (
        select token_hash from refresh_token
         where expires_at < statement_timestamp() - %d * interval '1 second'
         limit $1 for update skip locked)
      """;

  /** Links in a step. Each may have some thirty refresh tokens. */
  private static final int LINKS = 200;

  private static final UUID LEAST = new UUID(0, 0);

  private static final OffsetDateTime BEGINNING = OffsetDateTime.parse("2000-01-01T00:00:00Z");

  /**
   * A step through the ended links, by the index of their ends. Reads the link's own row: the view
   * already counts a link that was just cut off as ended, but the row does not yet say when it
   * ended. Nobody waits for the rows: a token of an ended link is never used again.
   */
  private static final String REFRESH_TOKENS_OF_ENDED_LINKS =
      """
      with ended as materialized (
        select id, changed_at from link
         where nullif(state, 'REVOKED') is null
           and changed_at < statement_timestamp() - %d * interval '1 second'
           and (changed_at, id) > ($1, $2)
         order by changed_at, id
         limit %d),
      gone as (
        delete from refresh_token where token_hash in (
          select t.token_hash from refresh_token t join ended e on e.id = t.link_id
             for update of t skip locked))
      select changed_at, id, count(*) over () as links from ended
       order by changed_at desc, id desc
       limit 1
      """;

  private final ExpiredRows expired;
  private final Pool database;
  private final String accessTokens;
  private final String refreshTokens;
  private final String ofEndedLinks;
  private final RepeatedWork deletingOfEndedLinks =
      RepeatedWork.onDatabase("Deleting refresh tokens of ended links");

  /** How far this replica has come. What ended before has no tokens any more. */
  private volatile Mark mark = new Mark(BEGINNING, LEAST, true);

  /**
   * An ended link.
   *
   * @param more whether there may be more behind it
   */
  private record Mark(OffsetDateTime changedAt, UUID link, boolean more) {}

  @Inject
  ExpiredTokensSweep(ExpiredRows expired, Pool database, RetentionSettings kept) {
    this.expired = expired;
    this.database = database;
    this.accessTokens = ACCESS_TOKENS.formatted(kept.tokens().toSeconds());
    this.refreshTokens = REFRESH_TOKENS.formatted(kept.tokens().toSeconds());
    this.ofEndedLinks =
        REFRESH_TOKENS_OF_ENDED_LINKS.formatted(kept.tokensOfEndedLinks().toSeconds(), LINKS);
  }

  void schedule(@Observes StartupEvent started, SweepSchedule schedule) {
    schedule.add("tokens", this::sweep);
  }

  public Uni<Void> sweep() {
    return expired
        .delete("access tokens", accessTokens)
        .chain(() -> expired.delete("refresh tokens", refreshTokens));
  }

  /**
   * Not at the start, when all replicas of a roll-out would begin at once. A replica goes through
   * all ended links once, and then goes on from where it was.
   */
  @Scheduled(every = "1h", delayed = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweepEndedLinksRegularly() {
    return deletingOfEndedLinks.round(this::sweepEndedLinks);
  }

  public Uni<Void> sweepEndedLinks() {
    return Multi.createBy()
        .repeating()
        .uni(this::step)
        .whilst(Mark::more)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Mark> step() {
    return database
        .preparedQuery(ofEndedLinks)
        .execute(Tuple.of(mark.changedAt(), mark.link()))
        .map(ExpiredTokensSweep::last)
        .map(last -> last.orElse(new Mark(mark.changedAt(), mark.link(), false)))
        .invoke(reached -> mark = reached);
  }

  private static Optional<Mark> last(RowSet<Row> rows) {
    return rows.stream()
        .findFirst()
        .map(
            row ->
                new Mark(
                    row.getOffsetDateTime("changed_at"),
                    row.getUUID("id"),
                    row.getLong("links") == LINKS));
  }
}
