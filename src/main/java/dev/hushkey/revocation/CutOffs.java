package dev.hushkey.revocation;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * The table {@code cut_off}: of each scope, the instants up to which everything issued is dead.
 * Only this class writes it, and only the function {@code latest_cut_off} reads it to decide
 * (docs/adr/0004-one-door-for-cut-offs.md).
 */
@ApplicationScoped
class CutOffs {

  private static final Logger LOG = Logger.getLogger(CutOffs.class);

  /**
   * The revocation and its cut-off. Both are new rows and nothing refers to a shared one, so that
   * no transaction of another revocation, however stuck, can make this one wait.
   *
   * <p>The instant comes after every instant that the cut-off is to cover, also where those were
   * taken from a primary whose clock was ahead. The latest decision of all users and the latest
   * cut-off are one step into an index each. Decisions that are not committed yet are a microsecond
   * later at most. See docs/adr/0031-a-cut-off-shares-no-row.md.
   */
  private static final String REVOKE =
      """
      clock as materialized (
        select greatest(after_all_cut_offs(),
                        (select max(decided_at) from user_decision) + interval '1 microsecond')
               as now),
      revoked as (
        insert into revocation
               (id, scope, ends, reason, ticket, actor, cut_off_at, made_at, end_sessions)
        select cast(:id as uuid), cast(:scope as text), cast(:ends as text), cast(:reason as text),
               cast(:ticket as text), cast(:actor as text),
               least(cast(:at as timestamptz), now), now, cast(:endSessions as boolean)
          from clock
        returning id, scope, cut_off_at, made_at, end_sessions)
      """;

  private static final String INSTANTS = "select cut_off_at, made_at from revoked";

  /** For a session. */
  private static final String ONLY_REVOKE = "with " + REVOKE + INSTANTS;

  private static final List<String> PARAMETERS =
      List.of("id", "scope", "ends", "reason", "ticket", "actor", "at", "endSessions");

  /** For the pool. */
  private static final String CUT_OFF =
      numbered(
          REVOKE
              + """
              , cut as (
                insert into cut_off (revocation_id, scope, at, made_at, end_sessions)
                select id, scope, cut_off_at, made_at, end_sessions from revoked)
              """);

  /** For a cut-off that bears the instant of its revocation: the earlier of the two. */
  private static final Instant NO_OTHER = Instant.parse("9999-01-01T00:00:00Z");

  private static final String CUT_OFF_SCOPES =
      """
      insert into cut_off (revocation_id, scope, at, made_at, end_sessions)
      select r.id, s, r.cut_off_at, r.made_at, r.end_sessions
        from revocation r, unnest(cast(:scopes as text[])) as s
       where r.id = :id
      """;

  /** Far from the bound of one statement ({@code hushkey.timeouts.database.statement}). */
  private static final int SCOPES_PER_STATEMENT = 5000;

  /**
   * Rows that a later one covers decide nothing any more: those of the same scope, and behind a
   * revocation of everything those of every scope. What counts is the instant that they bear and
   * not when they were made, so that one of what was authorized long ago covers none of today. A
   * cut-off that ended sessions is covered only by one that was made later and ended all of them.
   */
  private static final String FORGET_COVERED =
      """
      delete from cut_off where (revocation_id, scope) in (
        select c.revocation_id, c.scope
          from cut_off later
          join cut_off c on c.at < later.at and ($2 = 'everything' or c.scope = $2)
         where later.revocation_id = $1 and later.scope = $2
           and (not c.end_sessions
                or later.end_sessions and later.at >= later.made_at and later.made_at >= c.made_at)
         limit 1000 for update of c skip locked)
      """;

  /** Fewer change no plan for the worse. */
  private static final int CHANGES_PLANS = 500;

  private final Pool pool;
  private final AuditTrail audit;

  @Inject
  CutOffs(Pool pool, AuditTrail audit) {
    this.pool = pool;
    this.audit = audit;
  }

  private static String numbered(String named) {
    return Pattern.compile(":(\\w+)")
        .matcher(named)
        .replaceAll(match -> "\\$" + (PARAMETERS.indexOf(match.group(1)) + 1));
  }

  /** Ends what is in the order's scope and records the event, by one statement. */
  Uni<Revocation.Instants> cutOff(Revocation.Order order, AuditEvent event) {
    return audit
        .record(event, new AuditTrail.Change(CUT_OFF, INSTANTS, parameters(order)))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new Revocation.Instants(
                    Rows.instant(row, "cut_off_at"), Rows.instant(row, "made_at")));
  }

  /** As many as there are {@link #PARAMETERS}, in their order. */
  private static List<Object> parameters(Revocation.Order order) {
    return Arrays.asList(
        order.id().value(),
        order.what().scope().key(),
        order.what().ends(),
        order.cause().reason(),
        order.cause().ticket().orElse(null),
        order.actor(),
        order.what().at().orElse(NO_OTHER).atOffset(ZoneOffset.UTC),
        order.endSessions());
  }

  /**
   * Ends these scopes, each by a cut-off of its own, in the caller's transaction: all of them come
   * into force with its commit.
   *
   * @param scopes each once
   */
  Uni<Revocation.Instants> cutOffAll(
      Mutiny.Session session, Revocation.Order order, List<RevocationScope> scopes) {
    return begin(session, order)
        .call(
            () ->
                Multi.createFrom()
                    .iterable(scopes)
                    .group()
                    .intoLists()
                    .of(SCOPES_PER_STATEMENT)
                    .onItem()
                    .transformToUniAndConcatenate(some -> cutOff(session, order, some))
                    .collect()
                    .last())
        .call(() -> tellPlanner(session, scopes.size()));
  }

  private static Uni<Integer> cutOff(
      Mutiny.Session session, Revocation.Order order, List<RevocationScope> scopes) {
    return session
        .createNativeQuery(CUT_OFF_SCOPES)
        .setParameter("id", order.id().value())
        .setParameter(
            "scopes", scopes.stream().map(RevocationScope::key).sorted().toArray(String[]::new))
        .executeUpdate();
  }

  /** The revocation alone: its cut-offs are still to come, in the same transaction. */
  Uni<Revocation.Instants> begin(Mutiny.Session session, Revocation.Order order) {
    Mutiny.SelectionQuery<jakarta.persistence.Tuple> insert =
        session.createNativeQuery(ONLY_REVOKE, jakarta.persistence.Tuple.class);
    List<Object> values = parameters(order);
    for (int i = 0; i < values.size(); i++) {
      insert.setParameter(PARAMETERS.get(i), values.get(i));
    }
    return insert
        .getSingleResult()
        .map(row -> new Revocation.Instants(instant(row, "cut_off_at"), instant(row, "made_at")));
  }

  private static Instant instant(jakarta.persistence.Tuple row, String column) {
    return row.get(column, OffsetDateTime.class).toInstant();
  }

  /**
   * Tells PostgreSQL's planner of so many new cut-offs, in the transaction that makes them, so that
   * every decision after its commit finds them by the index.
   */
  static Uni<Void> tellPlanner(Mutiny.Session session, int added) {
    return added < CHANGES_PLANS
        ? Uni.createFrom().voidItem()
        : session
            .createNativeQuery("select renew_cut_off_statistics()", Boolean.class)
            .getSingleResult()
            .invoke(CutOffs::note)
            .replaceWithVoid();
  }

  private static void note(boolean renewed) {
    if (!renewed) {
      LOG.warn("Statistics of the cut-offs come later: another transaction is at them");
    }
  }

  /** Deletes some of the cut-offs that this one covers. Never fails: they do no harm. */
  Uni<Void> forgetCovered(SweepTask task) {
    return pool.preparedQuery(FORGET_COVERED)
        .execute(Tuple.of(task.id().value(), task.cut().scopeKey()))
        .replaceWithVoid()
        .onFailure()
        .invoke(failure -> LOG.warnf("Covered cut-offs stay for now: %s", failure))
        .onFailure()
        .recoverWithNull();
  }
}
