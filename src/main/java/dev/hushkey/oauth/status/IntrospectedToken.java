package dev.hushkey.oauth.status;

import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.request.AuthorizationDetails;
import java.time.Instant;
import java.util.Optional;

/**
 * One of our tokens, as the database has it now.
 *
 * @param accessToken the id of an access token; empty for a refresh token
 * @param expiresAt empty for a token that does not expire
 * @param details what an access token is for, if its assistant asked by RFC 9396
 * @param live neither revoked nor expired nor cut off, and its link is alive
 */
record IntrospectedToken(
    Optional<AccessTokenId> accessToken,
    LinkRef link,
    String scope,
    Instant issuedAt,
    Optional<Instant> expiresAt,
    boolean live,
    Optional<AuthorizationDetails> details) {

  AssistantId assistant() {
    return link.assistant();
  }

  UserId user() {
    return link.user();
  }
}
