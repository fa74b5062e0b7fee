package dev.hushkey.handout.refresh;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.Links;
import dev.hushkey.seal.SealedText;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/** Stores what a refresh brought, for the holder of the lease and for nobody else. */
@ApplicationScoped
class RotatedTokens {

  /**
   * That {@code sealed} is not null is asked although the link's state is: when the link ends while
   * this waits for the row, PostgreSQL looks at the row again, but at the link as it was.
   */
  private static final String REPLACE =
      """
      update upstream_token
         set sealed = :sealed, received_at = clock_timestamp(), access_expires_at = :expiresAt,
             version = version + 1, lease_until = null
       where link_id = :link and version = :version and lease_fence = :fence
         and sealed is not null
         and exists (select 1 from current_link l where l.id = :link and l.state = 'ACTIVE')
      """;

  private static final String LOCK_IF_OURS =
      """
      select 1 from upstream_token
       where link_id = :link and version = :version and lease_fence = :fence
         and sealed is not null
         for update
      """;

  private static final String WHY = "the assistant refused our refresh token";

  private final Mutiny.SessionFactory sessions;
  private final AuditTrail audit;
  private final Links links;

  @Inject
  RotatedTokens(Mutiny.SessionFactory sessions, AuditTrail audit, Links links) {
    this.sessions = sessions;
    this.audit = audit;
    this.links = links;
  }

  /**
   * Stores the new set in the place of the one that the lease was taken for.
   *
   * @return false when the lease, the set or the link is no longer ours; nothing is stored then
   */
  Uni<Boolean> replace(RefreshLease.Held held, SealedText sealed, Instant accessExpiresAt) {
    LinkRef link = held.standing().link();
    return sessions.withTransaction(
        session ->
            session
                .createNativeQuery(REPLACE)
                .setParameter("sealed", sealed.ciphertext())
                .setParameter("expiresAt", accessExpiresAt)
                .setParameter("link", link.link().value())
                .setParameter("version", held.standing().upstream().version())
                .setParameter("fence", held.fence())
                .executeUpdate()
                .map(rows -> rows == 1)
                .call(
                    stored ->
                        when(
                            stored,
                            () -> record(session, new AuditEvent.UpstreamRefreshed(link)))));
  }

  /**
   * Marks that the assistant refused for good, but only if what it refused is still what is stored:
   * a new linking may have brought another set meanwhile.
   *
   * @return whether it was marked
   */
  Uni<Boolean> markRefused(RefreshLease.Held held) {
    LinkRef link = held.standing().link();
    return sessions.withTransaction(
        session ->
            isOurs(session, held)
                .chain(
                    ours ->
                        ours
                            ? links.markNeedsRelink(session, link.link(), WHY)
                            : Uni.createFrom().item(false))
                .call(
                    marked ->
                        when(
                            marked,
                            () -> record(session, new AuditEvent.LinkNeedsRelink(link, WHY)))));
  }

  private static Uni<Boolean> isOurs(Mutiny.Session session, RefreshLease.Held held) {
    return session
        .createNativeQuery(LOCK_IF_OURS, Integer.class)
        .setParameter("link", held.standing().link().link().value())
        .setParameter("version", held.standing().upstream().version())
        .setParameter("fence", held.fence())
        .getResultList()
        .map(rows -> !rows.isEmpty());
  }

  private Uni<Void> record(Mutiny.Session session, AuditEvent event) {
    return audit.record(session, event);
  }

  private static Uni<Void> when(boolean condition, java.util.function.Supplier<Uni<Void>> then) {
    return condition ? then.get() : Uni.createFrom().voidItem();
  }
}
