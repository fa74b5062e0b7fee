package dev.hushkey.alexa.acceptgrant;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.upstreamtoken.UpstreamGrant;
import dev.hushkey.upstreamtoken.UpstreamTokenStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.hibernate.reactive.mutiny.Mutiny;

/** Stores accepted grants and records them. */
@ApplicationScoped
class UpstreamGrants {

  private final Mutiny.SessionFactory sessions;
  private final UpstreamTokenStore tokens;
  private final AuditTrail audit;

  @Inject
  UpstreamGrants(Mutiny.SessionFactory sessions, UpstreamTokenStore tokens, AuditTrail audit) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.audit = audit;
  }

  /**
   * Stores the grant and its audit record, in one transaction.
   *
   * @return false when the link is no longer active; nothing is stored then
   */
  Uni<Boolean> store(UpstreamGrant grant, Actor actor) {
    return sessions.withTransaction(
        session ->
            tokens
                .store(session, grant)
                .call(
                    stored ->
                        stored
                            ? audit.record(session, granted(grant, actor))
                            : Uni.createFrom().voidItem()));
  }

  private static AuditEvent granted(UpstreamGrant grant, Actor actor) {
    return new AuditEvent.UpstreamGranted(actor, grant.link(), grant.region());
  }
}
