package dev.hushkey.revocation;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.RevocationId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Ends sets of links. In force when the returned Uni completes, whatever the size of the set. */
@ApplicationScoped
public class Revocations {

  private final Mutiny.SessionFactory sessions;
  private final Pool pool;
  private final AuditTrail audit;
  private final Sweep sweep;

  @Inject
  Revocations(Mutiny.SessionFactory sessions, Pool pool, AuditTrail audit, Sweep sweep) {
    this.sessions = sessions;
    this.pool = pool;
    this.audit = audit;
    this.sweep = sweep;
  }

  /** Counts what a revocation would end, and ends nothing. */
  public Uni<Extent> count(RevocationScope scope) {
    ScopeSql sql = ScopeSql.of(scope);
    String statement =
        scope instanceof RevocationScope.OfDevice
            ? """
              select count(distinct l.id), count(distinct l.user_id)
                from current_device_grant g join current_link l on l.id = g.link_id
               where g.live and l.state <> 'REVOKED' and\s"""
                + sql.condition()
            : """
              select count(*), count(distinct l.user_id)
                from current_link l
               where l.state <> 'REVOKED' and\s"""
                + sql.condition();
    return pool.preparedQuery(statement)
        .execute(Tuple.from(sql.values()))
        .map(rows -> rows.iterator().next())
        .map(row -> new Extent(row.getLong(0), row.getLong(1)));
  }

  /**
   * Ends everything in the scope: one row decides, so it takes the same time for one link and for
   * millions. The rows themselves are put away in the background.
   */
  public Uni<Revocation> revoke(
      RevocationScope scope, String reason, Actor actor, boolean endSessions) {
    RevocationId id = RevocationId.random();
    return sessions
        .withTransaction(session -> cutOff(session, id, scope, reason, actor, endSessions))
        .invoke(() -> sweep.startSoon())
        .chain(() -> require(id));
  }

  private Uni<Void> cutOff(
      Mutiny.Session session,
      RevocationId id,
      RevocationScope scope,
      String reason,
      Actor actor,
      boolean endSessions) {
    return session
        .createNativeQuery("select clock_timestamp()", Instant.class)
        .getSingleResult()
        .chain(now -> session.persist(row(id, scope, reason, actor, endSessions, now)))
        .chain(session::flush)
        .chain(() -> raise(session, id))
        .chain(() -> audit.record(session, revoked(id, scope, reason, actor)));
  }

  private static RevocationRow row(
      RevocationId id,
      RevocationScope scope,
      String reason,
      Actor actor,
      boolean endSessions,
      Instant now) {
    RevocationRow row = new RevocationRow();
    row.id = id.value();
    row.scope = scope.key();
    row.reason = reason;
    row.actor = actor.value();
    row.cutOffAt = now;
    row.endSessions = endSessions;
    return row;
  }

  /** Never lowers a cut-off, also not when two revocations of one scope overtake each other. */
  private static Uni<Void> raise(Mutiny.Session session, RevocationId id) {
    return session
        .createNativeQuery(
            """
            insert into cut_off (scope, at, revocation_id)
            select scope, cut_off_at, id from revocation where id = :revocation
            on conflict (scope) do update
               set at = excluded.at, revocation_id = excluded.revocation_id
             where cut_off.at < excluded.at
            """)
        .setParameter("revocation", id.value())
        .executeUpdate()
        .replaceWithVoid();
  }

  private static AuditEvent revoked(
      RevocationId id, RevocationScope scope, String reason, Actor actor) {
    return new AuditEvent.Revoked(actor, id, scope.key(), reason);
  }

  /**
   * The revocation and how far its sweep is.
   *
   * @return fails with {@link Failure.NotFound}
   */
  public Uni<Revocation> require(RevocationId id) {
    return pool.preparedQuery(
            """
            select id, scope, reason, actor, cut_off_at, swept_links, end_sessions,
                   ended_sessions, finished_at
              from revocation where id = $1
            """)
        .execute(Tuple.of(id.value()))
        .map(
            rows -> {
              if (!rows.iterator().hasNext()) {
                throw new FailureException(new Failure.NotFound("revocation"));
              }
              return revocation(rows.iterator().next());
            });
  }

  private static Revocation revocation(Row row) {
    return new Revocation(
        new RevocationId(row.getUUID("id")),
        RevocationScope.fromKey(row.getString("scope")),
        row.getString("reason"),
        row.getString("actor"),
        row.getOffsetDateTime("cut_off_at").toInstant(),
        row.getLong("swept_links"),
        row.getBoolean("end_sessions"),
        row.getLong("ended_sessions"),
        Optional.ofNullable(row.getOffsetDateTime("finished_at")).map(t -> t.toInstant()));
  }
}
