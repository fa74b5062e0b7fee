package dev.hushkey.oauth.issued;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.UserId;
import java.time.Instant;

/**
 * The claims of an access token, RFC 9068 §2.2. They do not list devices: those change while the
 * token lives, so only the database has them.
 */
public record AccessTokenClaims(
    AccessTokenId id,
    Assistant assistant,
    UserId user,
    String scope,
    Instant issuedAt,
    Instant expiresAt) {

  /** Claims of a token with the assistant's access token lifetime. */
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
