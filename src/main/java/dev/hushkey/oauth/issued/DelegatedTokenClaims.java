package dev.hushkey.oauth.issued;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.request.AuthorizationDetails;
import java.time.Instant;

/**
 * What such a token says.
 *
 * @param assistant whose token it was made from
 * @param audience the resource server that it is for
 * @param actor who acts, by the client id that Keycloak vouches for
 * @param details the devices and actions that it is for
 */
public record DelegatedTokenClaims(
    AccessTokenId id,
    Assistant assistant,
    UserId user,
    String audience,
    String actor,
    AuthorizationDetails details,
    Instant issuedAt,
    Instant expiresAt) {}
