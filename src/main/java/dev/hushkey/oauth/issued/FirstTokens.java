package dev.hushkey.oauth.issued;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.TokenHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The first tokens of a link, for the statement that stores them: it also marks as used what they
 * are issued for, which is in another room's table. Later tokens come from a refresh.
 *
 * @param accessTokenHash the hash of the access token, if it is opaque
 */
public record FirstTokens(
    LinkRef link,
    Assistant client,
    String scope,
    AccessTokenId accessToken,
    Optional<TokenHash> accessTokenHash,
    RefreshToken refreshToken) {

  /**
   * The end of a statement whose part {@code clock} has the column {@code now}; it returns {@code
   * issued_at}. Its parameters are set by {@link #setParameters}.
   */
  public static final String INSERT =
      """
      refresh as (
        insert into refresh_token (token_hash, link_id, issued_at, expires_at, event_hash)
        select :refreshToken, :link, now, now + cast(:refreshSeconds as bigint) * interval '1 second',
               cast(:eventHash as bytea)
          from clock)
      insert into access_token (id, link_id, scope, issued_at, expires_at, token_hash)
      select :accessToken, :link, :scope, now, now + :accessSeconds * interval '1 second',
             cast(:accessTokenHash as bytea)
        from clock
      returning issued_at
      """;

  public void setParameters(Mutiny.AbstractQuery query) {
    query.setParameter("link", link.link().value());
    query.setParameter("scope", scope);
    query.setParameter("accessToken", accessToken.value());
    query.setParameter("accessSeconds", client.tokens().accessTokenLifetime().toSeconds());
    query.setParameter("accessTokenHash", accessTokenHash.map(TokenHash::toBytes).orElse(null));
    query.setParameter("refreshToken", refreshToken.hash().toBytes());
    query.setParameter("eventHash", EventHash.of(client, refreshToken).orElse(null));
    query.setParameter(
        "refreshSeconds",
        client.tokens().refreshTokenLifetime().map(Duration::toSeconds).orElse(null));
  }

  /** For the record. */
  public AuditEvent issued() {
    return new AuditEvent.TokensIssued(
        link, new AuditEvent.Issued(accessToken, accessTokenHash, refreshToken.hash()));
  }

  /** The claims of the access token. */
  public AccessTokenClaims claims(Instant issuedAt) {
    return AccessTokenClaims.of(accessToken, client, link.user(), scope, issuedAt);
  }
}
