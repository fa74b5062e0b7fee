package dev.hushkey.handout.refresh;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.Links;
import dev.hushkey.seal.SealedText;
import dev.hushkey.upstreamtoken.RefreshLease;
import dev.hushkey.upstreamtoken.UpstreamTokenStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Commits the result of a refresh with its audit event: new tokens, or a link that its user has to
 * make again.
 */
@ApplicationScoped
class RefreshOutcomes {

  private static final String WHY = "the assistant refused our refresh token";

  private final Mutiny.SessionFactory sessions;
  private final UpstreamTokenStore tokens;
  private final Links links;
  private final AuditTrail audit;

  @Inject
  RefreshOutcomes(
      Mutiny.SessionFactory sessions, UpstreamTokenStore tokens, Links links, AuditTrail audit) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.links = links;
    this.audit = audit;
  }

  /**
   * Replaces the token set that the lease was taken for.
   *
   * @return false when the lease, the set or the link is no longer ours; nothing is stored then
   */
  Uni<Boolean> store(RefreshLease.Held held, SealedText sealed, Instant accessExpiresAt) {
    return sessions.withTransaction(
        session ->
            tokens
                .replace(session, held, sealed, accessExpiresAt)
                .call(stored -> recordIf(stored, session, refreshed(held.link()))));
  }

  /**
   * Marks that the assistant refused permanently, but only if the refused token set is still the
   * stored one: a new linking may have replaced it meanwhile.
   *
   * @return whether it was marked
   */
  Uni<Boolean> markRefused(RefreshLease.Held held) {
    return sessions.withTransaction(
        session ->
            tokens
                .lockIfHeld(session, held)
                .chain(ours -> ours ? mark(session, held.link()) : Uni.createFrom().item(false))
                .call(marked -> recordIf(marked, session, needsRelink(held.link()))));
  }

  private Uni<Boolean> mark(Mutiny.Session session, LinkRef link) {
    return links.markNeedsRelink(session, link.link(), WHY);
  }

  private Uni<Void> recordIf(boolean happened, Mutiny.Session session, AuditEvent event) {
    return happened ? audit.record(session, event) : Uni.createFrom().voidItem();
  }

  private static AuditEvent refreshed(LinkRef link) {
    return new AuditEvent.UpstreamRefreshed(link);
  }

  private static AuditEvent needsRelink(LinkRef link) {
    return new AuditEvent.LinkNeedsRelink(link, WHY);
  }
}
