package dev.hushkey.revocation;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.errand.Errands;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.pace.SweepPace;
import dev.hushkey.revocation.preview.Preview;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** The revocations so far and their background work, which an admin can let rest. */
@ApplicationScoped
public class RevocationRecords {

  private static final String SELECT =
      """
      select r.id, r.scope, r.ends, r.reason, r.ticket, r.actor, r.cut_off_at, r.made_at, r.end_sessions,
             r.swept_links, r.total_links, r.erased_at,
             cast(extract(epoch from r.swept_in) * 1000 as bigint) as swept_in_millis,
             r.ended_sessions, r.finished_at, r.paused_at, r.failure,
             (select count(*) from log_out o
               where o.revocation_id = r.id and o.given_up_at is null) as left_to_log_out,
             v.noted as revoke_noted, v.done as revoke_done, v.spared as revoke_spared,
             v.given_up as revoke_given_up, v.failure as revoke_failure,
             v.changed_at as revoke_changed_at,
             t.noted as tell_noted, t.done as tell_done, t.spared as tell_spared,
             t.given_up as tell_given_up, t.failure as tell_failure
        from revocation r
        left join errand_count v on v.revocation_id = r.id and v.kind = 'REVOKE'
        left join errand_count t on t.revocation_id = r.id and t.kind = 'TELL'
      """;

  private static final String ONE = SELECT + "where r.id = $1";

  private static final String NEWEST_FIRST =
      SELECT
          + """
          where ($1 or r.finished_at is null) and not starts_with(r.scope, 'assistant:drill-')
            and ($2::uuid is null
                 or (r.made_at, r.id)
                    < (select a.made_at, a.id from revocation a where a.id = $2))
          order by r.made_at desc, r.id desc
          limit $3
          """;

  /** Links per second, where no large revocation was cleaned up yet; measured on two cores. */
  private static final double USUAL_PACE = 10_000;

  private static final String LATEST_PACE =
      """
      select cast(sum(swept_links) / nullif(extract(epoch from sum(swept_in)), 0) as float8) as pace
        from (select swept_links, swept_in from revocation
               where erased_at is not null and swept_links >= 1000
                 and not starts_with(scope, 'assistant:drill-')
               order by made_at desc limit 5) as latest
      """;

  /** Whoever works on it now finishes the step. */
  private static final String PAUSE =
      """
      update revocation set paused_at = clock_timestamp()
       where id = :id and finished_at is null and paused_at is null
      """;

  private static final String RESUME =
      "update revocation set paused_at = null, try_at = null"
          + " where id = :id and paused_at is not null";

  private final Mutiny.SessionFactory sessions;
  private final Pool pool;
  private final AuditTrail audit;
  private final Sweep sweep;
  private final LogOuts logOuts;
  private final Errands errands;
  private final SweepPace pace;

  @Inject
  RevocationRecords(
      Mutiny.SessionFactory sessions,
      Pool pool,
      AuditTrail audit,
      Sweep sweep,
      LogOuts logOuts,
      Errands errands,
      SweepPace pace) {
    this.pace = pace;
    this.errands = errands;
    this.sessions = sessions;
    this.pool = pool;
    this.audit = audit;
    this.sweep = sweep;
    this.logOuts = logOuts;
  }

  /**
   * Which revocations to list.
   *
   * @param finished also those whose background work is done
   * @param after the last one of the page before
   */
  public record Page(boolean finished, Optional<RevocationId> after, int limit) {}

  /** Lists revocations, the newest first; whom Keycloak refused is not told here. */
  public Uni<List<Revocation>> list(Page page) {
    UUID after = page.after().map(RevocationId::value).orElse(null);
    return pool.preparedQuery(NEWEST_FIRST)
        .execute(Tuple.of(page.finished(), after, page.limit()))
        .map(rows -> Rows.all(rows, row -> revocation(row, List.of())));
  }

  /**
   * The revocation and the progress of its background work.
   *
   * @return fails with {@link Failure.NotFound}
   */
  public Uni<Revocation> require(RevocationId id) {
    return find(id)
        .map(
            found ->
                found.orElseThrow(() -> new FailureException(new Failure.NotFound("revocation"))));
  }

  /** The same; empty when there is none. */
  public Uni<Optional<Revocation>> find(RevocationId id) {
    return logOuts
        .givenUp(id)
        .chain(
            refused ->
                pool.preparedQuery(ONE)
                    .execute(Tuple.of(id.value()))
                    .map(rows -> Rows.first(rows, row -> revocation(row, refused))));
  }

  /**
   * What a revocation would mean.
   *
   * @param cleanUp how long the rows would take, as those of the latest revocations did
   * @param calls to assistants, at most: a link may have nothing to revoke
   * @param calling how long these would take at the rates that are set
   */
  public record Estimate(Duration cleanUp, long calls, Duration calling) {}

  /** What a revocation of these links would mean. */
  public Uni<Estimate> estimate(Preview preview) {
    Map<AssistantId, Long> links =
        preview.parts().stream()
            .collect(
                Collectors.groupingBy(
                    Preview.Part::assistant, Collectors.summingLong(Preview.Part::links)));
    Errands.Load load = errands.load(links);
    return cleanUpOf(preview.links())
        .map(cleanUp -> new Estimate(cleanUp, load.calls(), load.time()));
  }

  private Uni<Duration> cleanUpOf(long links) {
    return pool.query(LATEST_PACE)
        .execute()
        .map(rows -> Optional.ofNullable(rows.iterator().next().getDouble("pace")))
        .map(latest -> pace.bound(latest.orElse(USUAL_PACE)))
        .map(perSecond -> Duration.ofMillis((long) (links * 1000 / perSecond)));
  }

  /**
   * Lets the background work rest, log-outs too, until it is resumed. What is revoked stays
   * revoked. Nothing happens to one that rests already or is finished.
   */
  public Uni<Revocation> pause(RevocationId id, Actor actor) {
    return change(PAUSE, id, new AuditEvent.CleanUpPaused(actor, id));
  }

  /** Goes on with the background work. Nothing happens to one that does not rest. */
  public Uni<Revocation> resume(RevocationId id, Actor actor) {
    return change(RESUME, id, new AuditEvent.CleanUpResumed(actor, id))
        .invoke(() -> sweep.startSoon());
  }

  private Uni<Revocation> change(String statement, RevocationId id, AuditEvent event) {
    return sessions
        .withTransaction(
            session ->
                session
                    .createNativeQuery(statement)
                    .setParameter("id", id.value())
                    .executeUpdate()
                    .chain(
                        changed ->
                            changed == 0
                                ? Uni.createFrom().voidItem()
                                : audit.record(session, event)))
        .chain(() -> require(id));
  }

  /** No such row: nothing was to be done. */
  private static Revocation.Tally tally(Row row, String kind) {
    Long noted = row.getLong(kind + "_noted");
    if (noted == null) {
      return Revocation.Tally.NONE;
    }
    long done = row.getLong(kind + "_done");
    long spared = row.getLong(kind + "_spared");
    long givenUp = row.getLong(kind + "_given_up");
    return new Revocation.Tally(
        done,
        noted - done - spared - givenUp,
        spared,
        givenUp,
        Optional.ofNullable(row.getString(kind + "_failure")));
  }

  /** Assistants revoke some tokens before they are erased. */
  private static Optional<Instant> erasedAt(Row row, Revocation.Tally revoked) {
    Optional<Instant> marked = Rows.findInstant(row, "erased_at");
    return revoked.isEmpty()
        ? marked
        : marked
            .filter(_ -> revoked.left() == 0)
            .flatMap(
                at ->
                    Rows.findInstant(row, "revoke_changed_at")
                        .filter(at::isBefore)
                        .or(() -> marked));
  }

  private static Revocation revocation(Row row, List<Revocation.NotLoggedOut> refused) {
    Revocation.Tally revoked = tally(row, "revoke");
    return new Revocation(
        new Revocation.Order(
            new RevocationId(row.getUUID("id")),
            what(row),
            new Revocation.Cause(
                row.getString("reason"), Optional.ofNullable(row.getString("ticket"))),
            row.getString("actor"),
            row.getBoolean("end_sessions")),
        new Revocation.Instants(Rows.instant(row, "cut_off_at"), Rows.instant(row, "made_at")),
        new Revocation.Progress(
            new Revocation.CleanedUp(
                row.getLong("swept_links"),
                Optional.ofNullable(row.getLong("total_links")),
                Duration.ofMillis(row.getLong("swept_in_millis")),
                Rows.findInstant(row, "erased_at"),
                erasedAt(row, revoked)),
            new Revocation.LogOuts(
                row.getLong("ended_sessions"), row.getLong("left_to_log_out"), refused),
            revoked,
            tally(row, "tell"),
            Rows.findInstant(row, "finished_at"),
            Rows.findInstant(row, "paused_at"),
            Optional.ofNullable(row.getString("failure"))));
  }

  private static Revocation.What what(Row row) {
    RevocationScope scope = RevocationScope.shown(row.getString("scope"));
    return new Revocation.What(
        scope,
        Optional.ofNullable(row.getString("ends")).orElseGet(scope::words),
        Optional.empty());
  }
}
