package dev.hushkey.oauth.authorize;

import dev.hushkey.audit.Actor;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.Ending;
import dev.hushkey.link.Links;
import dev.hushkey.secret.AuthorizationCode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.hibernate.reactive.mutiny.Mutiny;

/** Withdraws codes that we sent to an assistant directly, when linking fails. */
@ApplicationScoped
public class WithdrawnCodes {

  private final Mutiny.SessionFactory sessions;
  private final AuthorizationCodes codes;
  private final Links links;

  @Inject
  WithdrawnCodes(Mutiny.SessionFactory sessions, AuthorizationCodes codes, Links links) {
    this.sessions = sessions;
    this.codes = codes;
    this.links = links;
  }

  /** Ends a code unless it was used. A link made from it is kept. */
  public Uni<Void> withdraw(AuthorizationCode code) {
    return sessions.withTransaction(session -> codes.end(session, code.hash())).replaceWithVoid();
  }

  /** Ends a code, or the link that was made from it meanwhile, for the given reason. */
  public Uni<Void> withdrawWithLink(AuthorizationCode code, String reason) {
    return sessions.withTransaction(
        session ->
            codes
                .end(session, code.hash())
                .chain(
                    made ->
                        made.map(link -> end(session, link, reason))
                            .orElseGet(() -> Uni.createFrom().voidItem())));
  }

  private Uni<Void> end(Mutiny.Session session, LinkRef link, String reason) {
    return links.end(session, link, Ending.by(Actor.system(), reason)).replaceWithVoid();
  }
}
