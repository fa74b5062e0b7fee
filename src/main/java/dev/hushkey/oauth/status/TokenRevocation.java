package dev.hushkey.oauth.status;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.Ending;
import dev.hushkey.link.Links;
import dev.hushkey.oauth.issued.AccessTokens;
import dev.hushkey.oauth.issued.IssuedTokens;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * An assistant revokes a token, <a href="https://www.rfc-editor.org/rfc/rfc7009">RFC 7009</a>.
 * Revoking a refresh token ends its whole link with everything on it (§2.1); revoking an access
 * token ends only that token.
 */
@ApplicationScoped
public class TokenRevocation {

  private final Mutiny.SessionFactory sessions;
  private final AccessTokens accessTokens;
  private final IssuedTokens tokens;
  private final Links links;
  private final AuditTrail audit;

  @Inject
  TokenRevocation(
      Mutiny.SessionFactory sessions,
      AccessTokens accessTokens,
      IssuedTokens tokens,
      Links links,
      AuditTrail audit) {
    this.sessions = sessions;
    this.accessTokens = accessTokens;
    this.tokens = tokens;
    this.links = links;
    this.audit = audit;
  }

  /** Ends the token or its link; ignores a token that is unknown or not the client's. */
  public Uni<Void> revoke(Assistant client, SecretText token) {
    return accessTokens
        .verify(token)
        .chain(
            found ->
                sessions.withTransaction(
                    session ->
                        found.isPresent()
                            ? endAccessToken(session, client, found.get().id())
                            : endLink(session, client, TokenHash.of(token))));
  }

  private Uni<Void> endLink(Mutiny.Session session, Assistant client, TokenHash hash) {
    return tokens
        .findRefreshToken(session, hash)
        // A token that is no longer valid ends nothing: a client may clean up after a rotation.
        .map(found -> found.filter(IssuedTokens.KnownRefreshToken::live))
        .map(found -> found.map(IssuedTokens.KnownRefreshToken::link))
        .chain(found -> isOwn(client, found) ? endLink(session, client, found.get()) : nothing());
  }

  private Uni<Void> endLink(Mutiny.Session session, Assistant client, LinkRef link) {
    return links
        .end(session, link, Ending.by(Actor.assistant(client.id()), Links.BY_ASSISTANT))
        .replaceWithVoid();
  }

  private Uni<Void> endAccessToken(Mutiny.Session session, Assistant client, AccessTokenId id) {
    return tokens
        .findLinkOf(session, id)
        .chain(
            found ->
                isOwn(client, found)
                    ? endAccessToken(session, client, found.get(), id)
                    : nothing());
  }

  private Uni<Void> endAccessToken(
      Mutiny.Session session, Assistant client, LinkRef link, AccessTokenId id) {
    AuditEvent event =
        new AuditEvent.TokenRevoked(Actor.assistant(client.id()), link, "access-token");
    return tokens
        .revoke(session, id)
        .chain(ended -> ended ? audit.record(session, event) : nothing());
  }

  private static boolean isOwn(Assistant client, Optional<LinkRef> link) {
    if (link.isEmpty()) {
      Log.infof("%s revoked a token that does not exist", client.id());
      return false;
    }
    if (!link.get().assistant().equals(client.id())) {
      Log.warnf("%s tried to revoke a token of another assistant", client.id());
      return false;
    }
    return true;
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
