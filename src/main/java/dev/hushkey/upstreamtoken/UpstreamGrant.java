package dev.hushkey.upstreamtoken;

import dev.hushkey.identity.LinkRef;
import dev.hushkey.secret.TokenHash;
import java.net.URI;
import java.time.Instant;

/**
 * What is stored of an accepted grant.
 *
 * @param dueAt when the set is refreshed ahead, {@link DueTime}
 * @param region events of this link go to this region's endpoint only
 * @param code hash of the code that the tokens came from, to recognise a repeat
 */
public record UpstreamGrant(
    LinkRef link,
    SealedTokens sealed,
    Instant accessExpiresAt,
    Instant dueAt,
    String region,
    URI eventEndpoint,
    TokenHash code) {}
