package dev.hushkey.oauth.authorize;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.Links;
import dev.hushkey.secret.AuthorizationCode;
import dev.hushkey.secret.TokenHash;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Takes codes back that we gave to an assistant by ourselves, when it comes to nothing. */
@ApplicationScoped
public class WithdrawnCodes {

  private final Mutiny.SessionFactory sessions;
  private final AuthorizationCodes codes;
  private final Links links;
  private final AuditTrail audit;

  @Inject
  WithdrawnCodes(
      Mutiny.SessionFactory sessions, AuthorizationCodes codes, Links links, AuditTrail audit) {
    this.sessions = sessions;
    this.codes = codes;
    this.links = links;
    this.audit = audit;
  }

  /** Ends a code unless it was used. A link that was made from it stands. */
  public Uni<Void> withdraw(AuthorizationCode code) {
    return sessions.withTransaction(session -> expire(session, code.hash())).replaceWithVoid();
  }

  /**
   * Ends a code, or the link that was made from it meanwhile, for the reason that is given. The
   * lock makes this wait for an exchange that is under way.
   */
  public Uni<Void> withdrawWithLink(AuthorizationCode code, String reason) {
    return sessions.withTransaction(
        session ->
            codes
                .lock(session, code.hash())
                .chain(
                    found ->
                        found
                            .flatMap(WithdrawnCodes::linkOf)
                            .map(link -> end(session, link, reason))
                            .orElseGet(() -> expire(session, code.hash()).replaceWithVoid())));
  }

  private static Optional<LinkRef> linkOf(AuthorizationCodeRow row) {
    return row.link().map(link -> new LinkRef(row.assistantId(), link, row.user()));
  }

  private Uni<Void> end(Mutiny.Session session, LinkRef link, String reason) {
    return links
        .end(session, link.link(), reason)
        .call(
            ended ->
                ended
                    ? audit.record(session, new AuditEvent.LinkEnded(Actor.system(), link, reason))
                    : Uni.createFrom().voidItem())
        .replaceWithVoid();
  }

  private static Uni<Integer> expire(Mutiny.Session session, TokenHash hash) {
    return session
        .createNativeQuery(
            """
            update authorization_code set expires_at = clock_timestamp()
             where code_hash = :hash and used_at is null and expires_at > clock_timestamp()
            """)
        .setParameter("hash", hash.toBytes())
        .executeUpdate();
  }
}
