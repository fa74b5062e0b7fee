package dev.hushkey.revocation;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The table {@code cut_off}: of each scope, the instant up to which everything issued is dead. Only
 * this class writes it, and only the function {@code latest_cut_off} reads it
 * (docs/adr/0004-one-door-for-cut-offs.md).
 */
@ApplicationScoped
class CutOffs {

  /**
   * The revocation and its cut-off, with one reading of the database's clock. Never lowers a
   * cut-off, not even when two concurrent revocations of one scope overtake each other.
   */
  private static final String CUT_OFF =
      """
      with clock as materialized (select clock_timestamp() as now),
      revoked as (
        insert into revocation (id, scope, reason, actor, cut_off_at, end_sessions)
        select :id, :scope, :reason, :actor, now, :endSessions from clock
        returning id, scope, cut_off_at),
      raised as (
        insert into cut_off (scope, at, revocation_id)
        select scope, cut_off_at, id from revoked
        on conflict (scope) do update
           set at = excluded.at, revocation_id = excluded.revocation_id
         where cut_off.at < excluded.at)
      select cut_off_at from revoked
      """;

  /**
   * Ends everything in the scope that was authorized until now, in the caller's transaction.
   *
   * @return the instant of the cut-off, by the database's clock
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
