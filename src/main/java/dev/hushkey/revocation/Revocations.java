package dev.hushkey.revocation;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.selection.Extent;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Ends sets of links. A revocation is in force when the returned Uni completes, whatever the size
 * of the set.
 */
@ApplicationScoped
public class Revocations {

  private static final String SHOW =
      """
      select id, scope, ends, reason, actor, cut_off_at, made_at, swept_links, erased_at,
             end_sessions, ended_sessions, finished_at, failure,
             (select count(*) from log_out
               where revocation_id = id and given_up_at is null) as left_to_log_out
        from revocation where id = $1
      """;

  /** What it would be too late to ask for once a statement has begun. */
  private static final String NOW =
      """
      select greatest(after_all_cut_offs(), (select max(decided_at) from user_decision)) as now
      """;

  private final Mutiny.SessionFactory sessions;
  private final Pool pool;
  private final CutOffs cutOffs;
  private final MatchingLinks matching;
  private final AuditTrail audit;
  private final Sweep sweep;
  private final LogOuts logOuts;

  @Inject
  Revocations(
      Mutiny.SessionFactory sessions,
      Pool pool,
      CutOffs cutOffs,
      MatchingLinks matching,
      AuditTrail audit,
      Sweep sweep,
      LogOuts logOuts) {
    this.sessions = sessions;
    this.pool = pool;
    this.cutOffs = cutOffs;
    this.matching = matching;
    this.audit = audit;
    this.sweep = sweep;
    this.logOuts = logOuts;
  }

  /**
   * Counts what a revocation would end, and ends nothing.
   *
   * @return fails with {@link Failure.MalformedRequest} when it names an instant in the future
   */
  public Uni<Extent> count(Selection selection, Actor actor) {
    return requirePast(selection)
        .chain(() -> count(selection))
        .call(
            () ->
                audit.record(
                    new AuditEvent.RevocationCounted(
                        actor, Revocation.What.recorded(selection), selection.subject())));
  }

  private Uni<Extent> count(Selection selection) {
    return switch (selection) {
      case Selection.Rule rule -> ScopeCount.of(rule, pool);
      case Selection.Members list -> ScopeCount.of(list, pool);
      case Selection.Matching match ->
          sessions.withSession(session -> matching.count(session, match));
      case Selection.OfLeakedTokens _ -> throw leaked();
    };
  }

  /** Ends everything in the scope. */
  public Uni<Revocation> revoke(
      RevocationScope scope, String reason, Actor actor, boolean endSessions) {
    return revoke(new Selection.Rule(scope, Optional.empty()), reason, actor, endSessions);
  }

  /**
   * Ends what an admin selects. A rule is one row, so it takes the same time for one link and for
   * millions; a list is a row for each member, and what matches conditions a row for each link, all
   * of one moment. The rows of links are cleaned up in the background.
   *
   * @return fails with {@link Failure.MalformedRequest} when it names an instant in the future, or
   *     has more links to look at than time allows
   */
  public Uni<Revocation> revoke(
      Selection selection, String reason, Actor actor, boolean endSessions) {
    RevocationId id = RevocationId.random();
    Revocation.Order order =
        new Revocation.Order(
            id, Revocation.What.of(selection, id), reason, actor.value(), endSessions);
    return requirePast(selection)
        .chain(
            () ->
                switch (selection) {
                  case Selection.Rule _ ->
                      revoke(order, actor, session -> cutOffs.cutOff(session, order));
                  case Selection.Members list -> revokeAll(order, actor, list.subjects().scopes());
                  case Selection.Matching match -> revokeMatching(order, actor, match);
                  case Selection.OfLeakedTokens _ -> throw leaked();
                });
  }

  private Uni<Revocation> revokeMatching(
      Revocation.Order order, Actor actor, Selection.Matching match) {
    AtomicInteger cut = new AtomicInteger();
    return revoke(
            order,
            actor,
            session ->
                cutOffs
                    .begin(session, order)
                    .call(() -> matching.end(session, order.id(), match).invoke(cut::set)))
        .invoke(() -> cutOffs.added(cut.get()));
  }

  private static IllegalArgumentException leaked() {
    return new IllegalArgumentException("leaked tokens are looked up first: LeakedTokens does it");
  }

  /** Links made from now on must work, so no cut-off may bear an instant that is still to come. */
  private Uni<Void> requirePast(Selection selection) {
    return selection
        .latestInstant()
        .map(
            latest ->
                pool.query(NOW)
                    .execute()
                    .map(rows -> Rows.instant(rows.iterator().next(), "now"))
                    .invoke(now -> requirePast(latest, now))
                    .replaceWithVoid())
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private static void requirePast(Instant latest, Instant now) {
    if (latest.isAfter(now)) {
      throw FailureException.malformed(
          "selector.where",
          "names %s, which is in the future: it is %s by the database's clock"
              .formatted(latest, now.truncatedTo(ChronoUnit.SECONDS)));
    }
  }

  /** Ends these scopes, each once, as one revocation. */
  Uni<Revocation> revokeAll(Revocation.Order order, Actor actor, List<RevocationScope> scopes) {
    return revoke(order, actor, session -> cutOffs.cutOffAll(session, order, scopes))
        .invoke(() -> cutOffs.added(scopes.size()));
  }

  private Uni<Revocation> revoke(
      Revocation.Order order,
      Actor actor,
      Function<Mutiny.Session, Uni<Revocation.Instants>> cutOff) {
    AuditEvent event =
        new AuditEvent.Revoked(
            actor,
            order.id(),
            order.what().recorded(),
            order.what().scope().subject(),
            order.reason());
    return sessions
        .withTransaction(session -> cutOff.apply(session).call(() -> audit.record(session, event)))
        .map(instants -> new Revocation(order, instants, Revocation.Progress.NONE))
        .invoke(() -> sweep.startSoon());
  }

  /**
   * The revocation and the progress of its sweep.
   *
   * @return fails with {@link Failure.NotFound}
   */
  public Uni<Revocation> require(RevocationId id) {
    return logOuts
        .givenUp(id)
        .chain(
            refused ->
                pool.preparedQuery(SHOW)
                    .execute(Tuple.of(id.value()))
                    .map(rows -> Rows.first(rows, row -> revocation(row, refused))))
        .map(
            found ->
                found.orElseThrow(() -> new FailureException(new Failure.NotFound("revocation"))));
  }

  private static Revocation revocation(Row row, List<Revocation.NotLoggedOut> refused) {
    return new Revocation(
        new Revocation.Order(
            new RevocationId(row.getUUID("id")),
            what(row),
            row.getString("reason"),
            row.getString("actor"),
            row.getBoolean("end_sessions")),
        new Revocation.Instants(Rows.instant(row, "cut_off_at"), Rows.instant(row, "made_at")),
        new Revocation.Progress(
            row.getLong("swept_links"),
            Rows.findInstant(row, "erased_at"),
            new Revocation.LogOuts(
                row.getLong("ended_sessions"), row.getLong("left_to_log_out"), refused),
            Rows.findInstant(row, "finished_at"),
            Optional.ofNullable(row.getString("failure"))));
  }

  private static Revocation.What what(Row row) {
    RevocationScope scope = RevocationScope.fromKey(row.getString("scope"));
    return new Revocation.What(
        scope,
        Optional.ofNullable(row.getString("ends")).orElseGet(scope::words),
        Optional.empty());
  }
}
