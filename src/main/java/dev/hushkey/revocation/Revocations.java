package dev.hushkey.revocation;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
      select id, scope, reason, actor, cut_off_at, swept_links, erased_at, end_sessions,
             ended_sessions, finished_at, failure,
             (select count(*) from log_out
               where revocation_id = id and given_up_at is null) as left_to_log_out
        from revocation where id = $1
      """;

  private final Mutiny.SessionFactory sessions;
  private final Pool pool;
  private final CutOffs cutOffs;
  private final AuditTrail audit;
  private final Sweep sweep;
  private final LogOuts logOuts;

  @Inject
  Revocations(
      Mutiny.SessionFactory sessions,
      Pool pool,
      CutOffs cutOffs,
      AuditTrail audit,
      Sweep sweep,
      LogOuts logOuts) {
    this.sessions = sessions;
    this.pool = pool;
    this.cutOffs = cutOffs;
    this.audit = audit;
    this.sweep = sweep;
    this.logOuts = logOuts;
  }

  /** Counts what a revocation would end, and ends nothing. */
  public Uni<Extent> count(RevocationScope scope, Actor actor) {
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
        .map(row -> new Extent(row.getLong(0), row.getLong(1)))
        .call(
            () ->
                audit.record(
                    new AuditEvent.RevocationCounted(actor, scope.key(), scope.subject())));
  }

  /**
   * Ends everything in the scope: it writes one row, so it takes the same time for one link and for
   * millions. The rows themselves are cleaned up in the background.
   */
  public Uni<Revocation> revoke(
      RevocationScope scope, String reason, Actor actor, boolean endSessions) {
    Revocation.Order order =
        new Revocation.Order(RevocationId.random(), scope, reason, actor.value(), endSessions);
    return revoke(order, actor, session -> cutOffs.cutOff(session, order));
  }

  /** The same for a list of links, each once: a row for each, and one moment for all. */
  Uni<Revocation> revokeLinks(Revocation.Order order, Actor actor, List<LinkId> links) {
    return revoke(order, actor, session -> cutOffs.cutOffLinks(session, order, links));
  }

  private Uni<Revocation> revoke(
      Revocation.Order order, Actor actor, Function<Mutiny.Session, Uni<Instant>> cutOff) {
    AuditEvent event =
        new AuditEvent.Revoked(
            actor, order.id(), order.scope().key(), order.scope().subject(), order.reason());
    return sessions
        .withTransaction(session -> cutOff.apply(session).call(() -> audit.record(session, event)))
        .map(cutOffAt -> new Revocation(order, cutOffAt, Revocation.Progress.NONE))
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
            RevocationScope.fromKey(row.getString("scope")),
            row.getString("reason"),
            row.getString("actor"),
            row.getBoolean("end_sessions")),
        Rows.instant(row, "cut_off_at"),
        new Revocation.Progress(
            row.getLong("swept_links"),
            Rows.findInstant(row, "erased_at"),
            new Revocation.LogOuts(
                row.getLong("ended_sessions"), row.getLong("left_to_log_out"), refused),
            Rows.findInstant(row, "finished_at"),
            Optional.ofNullable(row.getString("failure"))));
  }
}
