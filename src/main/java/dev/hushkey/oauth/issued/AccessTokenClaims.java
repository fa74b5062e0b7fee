package dev.hushkey.oauth.issued;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.UserId;
import java.time.Instant;

/**
 * What an access token says, RFC 9068 §2.2. Which devices it covers is not in here: that changes
 * while the token lives, so only the database knows.
 */
public record AccessTokenClaims(
    AccessTokenId id,
    Assistant assistant,
    UserId user,
    String scope,
    Instant issuedAt,
    Instant expiresAt) {

  /** Of a token that lives as long as the assistant's access tokens do. */
  public static AccessTokenClaims of(
      AccessTokenId id, Assistant assistant, UserId user, String scope, Instant issuedAt) {
    return new AccessTokenClaims(
        id,
        assistant,
        user,
        scope,
        issuedAt,
        issuedAt.plus(assistant.tokens().accessTokenLifetime()));
  }
}
