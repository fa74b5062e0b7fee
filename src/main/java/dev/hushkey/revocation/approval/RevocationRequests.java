package dev.hushkey.revocation.approval;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * The table {@code revocation_request}: revocations that wait for a second admin's approval, and
 * those that were decided (docs/adr/0069-a-large-revocation-may-need-a-second-admin.md).
 */
@ApplicationScoped
public class RevocationRequests {

  private static final Logger LOG = Logger.getLogger(RevocationRequests.class);

  private static final String ASK =
      """
      insert into revocation_request
             (id, request, scope, ends, links, reason, ticket, asked_by, asked_by_subject, expires_at)
      values (:id, :request, :scope, :ends, :links, :reason, cast(:ticket as text), :by,
              cast(:subject as text), clock_timestamp() + :seconds * interval '1 second')
      """;

  private static final String SELECT =
      """
      select id, request, scope, ends, links, reason, ticket, asked_by, asked_by_subject, asked_at,
             expires_at, expires_at <= clock_timestamp() as expired,
             decision, decided_by, decided_at, why
        from revocation_request
      """;

  private static final String ONE = SELECT + " where id = $1";

  /** The few that somebody can still decide. */
  private static final String WAITING =
      SELECT
          + """
           where decision is null and expires_at > statement_timestamp()
           order by asked_at desc, id limit 100
          """;

  private static final String LOCK =
      "select 1 from revocation_request r where r.id = :id for no key update of r";

  private static final String DECIDE =
      """
      update revocation_request
         set decision = :decision, decided_by = :by, decided_at = clock_timestamp(),
             why = cast(:why as text), request = null
       where id = :id
      """;

  private final Mutiny.SessionFactory sessions;
  private final Pool pool;
  private final AuditTrail audit;
  private final ApprovalSettings settings;

  @Inject
  RevocationRequests(
      Mutiny.SessionFactory sessions, Pool pool, AuditTrail audit, ApprovalSettings settings) {
    this.sessions = sessions;
    this.pool = pool;
    this.audit = audit;
    this.settings = settings;
  }

  /**
   * Keeps it until somebody decides; nothing is in force.
   *
   * @param id not used before
   */
  public Uni<RevocationRequest> ask(
      RevocationId id, RevocationRequest.Content content, Actor actor) {
    return sessions
        .withTransaction(
            session ->
                session
                    .createNativeQuery(ASK)
                    .setParameter("id", id.value())
                    .setParameter("request", content.json())
                    .setParameter("scope", content.scope())
                    .setParameter("ends", content.ends())
                    .setParameter("links", content.links())
                    .setParameter("reason", content.reason())
                    .setParameter("ticket", content.ticket().orElse(null))
                    .setParameter("by", actor.value())
                    .setParameter("subject", actor.subject().orElse(null))
                    .setParameter("seconds", settings.within().toMillis() / 1000.0)
                    .executeUpdate()
                    .chain(
                        () ->
                            audit.record(
                                session,
                                new AuditEvent.RevocationAsked(
                                    actor, id, content.ends(), content.reason()))))
        .chain(() -> require(id));
  }

  /** Those that wait for a decision, the newest first. */
  public Uni<List<RevocationRequest>> waiting() {
    return pool.query(WAITING).execute().map(rows -> Rows.all(rows, RevocationRequests::request));
  }

  /** The request, decided or not, as long as it is kept. */
  public Uni<Optional<RevocationRequest>> find(RevocationId id) {
    return pool.preparedQuery(ONE)
        .execute(Tuple.of(id.value()))
        .map(rows -> Rows.first(rows, RevocationRequests::request));
  }

  private Uni<RevocationRequest> require(RevocationId id) {
    return find(id)
        .map(
            found ->
                found.orElseThrow(() -> new FailureException(new Failure.NotFound("revocation"))));
  }

  /**
   * Approves it and makes the revocation, both or neither.
   *
   * @param revoke makes it in the same transaction
   * @return fails with {@link Failure.NotFound}, or {@link Failure.NotInThisState} when this admin
   *     cannot approve it
   */
  public <T> Uni<T> approve(
      RevocationId id, Actor admin, Function<RevocationRequest, Uni<T>> revoke) {
    return sessions.withTransaction(
        session ->
            locked(session, id)
                .invoke(request -> refuse(request.obstacleToApproval(admin)))
                .call(() -> decide(session, id, new Verdict("APPROVED", admin, Optional.empty())))
                .call(() -> audit.record(session, new AuditEvent.RevocationApproved(admin, id)))
                .chain(revoke::apply));
  }

  /**
   * Revokes at once what would have to be approved; loudly, and both or neither.
   *
   * @param revoke makes the revocation in the same transaction
   */
  public <T> Uni<T> withoutApproval(RevocationId id, Actor admin, Supplier<Uni<T>> revoke) {
    return sessions
        .withTransaction(
            session ->
                revoke
                    .get()
                    .call(
                        () ->
                            audit.record(
                                session, new AuditEvent.RevokedWithoutApproval(admin, id))))
        .invoke(
            () ->
                LOG.warnf(
                    "%s made revocation %s urgently, without another admin's approval", admin, id));
  }

  /** Rejects it; whoever asked for it may do that, too. */
  public Uni<RevocationRequest> reject(RevocationId id, Actor admin, String why) {
    return sessions
        .withTransaction(
            session ->
                locked(session, id)
                    .invoke(request -> refuse(request.obstacleToRejection()))
                    .call(
                        () -> decide(session, id, new Verdict("REJECTED", admin, Optional.of(why))))
                    .call(
                        () ->
                            audit.record(
                                session, new AuditEvent.RevocationRejected(admin, id, why))))
        .chain(() -> require(id));
  }

  private record Verdict(String decision, Actor by, Optional<String> why) {}

  /** Of two who decide at once, the second sees the first one's decision. */
  private Uni<RevocationRequest> locked(Mutiny.Session session, RevocationId id) {
    return session
        .createNativeQuery(LOCK, Integer.class)
        .setParameter("id", id.value())
        .getResultList()
        .chain(() -> require(id));
  }

  private static void refuse(Optional<String> obstacle) {
    obstacle.ifPresent(
        why -> {
          throw new FailureException(new Failure.NotInThisState(why));
        });
  }

  private static Uni<Integer> decide(Mutiny.Session session, RevocationId id, Verdict verdict) {
    return session
        .createNativeQuery(DECIDE)
        .setParameter("decision", verdict.decision())
        .setParameter("by", verdict.by().value())
        .setParameter("why", verdict.why().orElse(null))
        .setParameter("id", id.value())
        .executeUpdate();
  }

  private static RevocationRequest request(Row row) {
    return new RevocationRequest(
        new RevocationId(row.getUUID("id")),
        new RevocationRequest.Content(
            row.getString("scope"),
            row.getString("ends"),
            row.getLong("links"),
            row.getString("reason"),
            Optional.ofNullable(row.getString("ticket")),
            Optional.ofNullable(row.getString("request")).orElse("")),
        new RevocationRequest.Asked(
            new Actor(
                row.getString("asked_by"),
                Optional.ofNullable(row.getString("asked_by_subject")),
                Optional.empty()),
            Rows.instant(row, "asked_at"),
            Rows.instant(row, "expires_at"),
            row.getBoolean("expired")),
        Optional.ofNullable(row.getString("decision"))
            .map(
                decision ->
                    new RevocationRequest.Decision(
                        decision.equals("APPROVED"),
                        row.getString("decided_by"),
                        Rows.instant(row, "decided_at"),
                        Optional.ofNullable(row.getString("why")))));
  }
}
