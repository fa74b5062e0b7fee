package dev.hushkey.oauth.issued;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.request.AuthorizationDetails;
import java.time.Duration;
import java.time.Instant;

/**
 * The claims of such a token.
 *
 * @param assistant the assistant whose token it was made from
 * @param audience the resource server that it is for
 * @param actor who acts, by its client id at Keycloak
 * @param details the devices and actions that it is for
 */
public record DelegatedTokenClaims(
    AccessTokenId id,
    Assistant assistant,
    UserId user,
    String audience,
    String actor,
    AuthorizationDetails details,
    Validity validity) {

  /** When a token is valid. */
  public record Validity(Instant issuedAt, Instant expiresAt) {

    public static Validity of(Instant issuedAt, Duration lifetime) {
      return new Validity(issuedAt, issuedAt.plus(lifetime));
    }
  }
}
