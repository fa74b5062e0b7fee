package dev.hushkey.revocation;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The table {@code cut_off}: of each scope, the instants up to which everything issued is dead.
 * Only this class writes it, and only the function {@code latest_cut_off} reads it to decide
 * (docs/adr/0004-one-door-for-cut-offs.md).
 */
@ApplicationScoped
class CutOffs {

  /**
   * The revocation and its cut-off. Both are new rows and nothing refers to a shared one, so that
   * no transaction of another revocation, however stuck, can make this one wait.
   *
   * <p>The instant comes after every instant that the cut-off is to cover, also where those were
   * taken from a primary whose clock was ahead. The latest decision of all users and the latest
   * cut-off are one step into an index each. Decisions that are not committed yet are a microsecond
   * later at most. See docs/adr/0031-a-cut-off-shares-no-row.md.
   */
  private static final String CUT_OFF =
      """
      with clock as materialized (
        select greatest(after_all_cut_offs(),
                        (select max(decided_at) from user_decision) + interval '1 microsecond')
               as now),
      revoked as (
        insert into revocation (id, scope, reason, actor, cut_off_at, end_sessions)
        select :id, :scope, :reason, :actor, now, :endSessions from clock
        returning id, scope, cut_off_at, end_sessions),
      cut as (
        insert into cut_off (revocation_id, scope, at, end_sessions)
        select id, scope, cut_off_at, end_sessions from revoked)
      select cut_off_at from revoked
      """;

  /**
   * Ends everything in the scope that was authorized until now, in the caller's transaction.
   *
   * @return the instant of the cut-off; by the database's clock, unless that has gone back
   */
  Uni<Instant> cutOff(Mutiny.Session session, Revocation.Order order) {
    return session
        .createNativeQuery(CUT_OFF, Instant.class)
        .setParameter("id", order.id().value())
        .setParameter("scope", order.scope().key())
        .setParameter("reason", order.reason())
        .setParameter("actor", order.actor())
        .setParameter("endSessions", order.endSessions())
        .getSingleResult();
  }
}
