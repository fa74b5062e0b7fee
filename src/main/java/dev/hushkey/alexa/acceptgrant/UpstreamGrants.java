package dev.hushkey.alexa.acceptgrant;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.hibernate.reactive.mutiny.Mutiny;

/** Stores accepted grants. */
@ApplicationScoped
class UpstreamGrants {

  /**
   * Stores only on a link that is active now. The share lock makes this wait for a transaction that
   * is ending the link, and makes one that comes later wait for this, and erase what is stored
   * here. The new fence and version turn away a refresh of the set before, wherever it is.
   */
  private static final String STATEMENT =
      """
      insert into upstream_token as u
             (link_id, sealed, received_at, access_expires_at, region, event_endpoint, version,
              authorization_code_hash)
      select l.id, :sealed, clock_timestamp(), :expiresAt, :region, :endpoint, 1, :code
        from current_link l
       where l.id = :link and l.user_id = :user and l.assistant = :assistant
         and l.state = 'ACTIVE'
         for share of l
          on conflict (link_id) do update
         set sealed = excluded.sealed,
             received_at = excluded.received_at,
             access_expires_at = excluded.access_expires_at,
             region = excluded.region,
             event_endpoint = excluded.event_endpoint,
             version = u.version + 1,
             lease_fence = u.lease_fence + 1,
             lease_until = null,
             authorization_code_hash = excluded.authorization_code_hash
      """;

  private final Mutiny.SessionFactory sessions;
  private final AuditTrail audit;

  @Inject
  UpstreamGrants(Mutiny.SessionFactory sessions, AuditTrail audit) {
    this.sessions = sessions;
    this.audit = audit;
  }

  /**
   * Stores the grant and puts it on record, in one transaction.
   *
   * @return false when the link is no longer active; nothing is stored then
   */
  Uni<Boolean> store(UpstreamGrant grant, Actor actor) {
    return sessions.withTransaction(
        session ->
            insert(session, grant)
                .call(
                    stored ->
                        stored
                            ? audit.record(session, granted(grant, actor))
                            : Uni.createFrom().voidItem()));
  }

  private static Uni<Boolean> insert(Mutiny.Session session, UpstreamGrant grant) {
    return session
        .createNativeQuery(STATEMENT)
        .setParameter("sealed", grant.sealed().ciphertext())
        .setParameter("expiresAt", grant.accessExpiresAt())
        .setParameter("region", grant.region())
        .setParameter("endpoint", grant.eventEndpoint().toString())
        .setParameter("code", grant.code().toBytes())
        .setParameter("link", grant.link().link().value())
        .setParameter("user", grant.link().user().value())
        .setParameter("assistant", grant.link().assistant().value())
        .executeUpdate()
        .map(rows -> rows == 1);
  }

  private static AuditEvent granted(UpstreamGrant grant, Actor actor) {
    return new AuditEvent.UpstreamGranted(actor, grant.link(), grant.region());
  }
}
