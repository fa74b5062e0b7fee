package dev.hushkey.link;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.TokenHash;
import java.time.Instant;

/**
 * What a user agreed to, and a link is made from.
 *
 * @param richRequest whether the assistant asked by RFC 9396 and is told what is granted
 * @param at the moment of consent, by the database's clock: what cut-offs compare with
 * @param code the authorization code that it was given for: the devices ticked are with it, in the
 *     table {@code authorization_code_device}
 */
public record Consent(
    UserId user,
    AssistantId assistant,
    String scope,
    boolean richRequest,
    Instant at,
    TokenHash code) {}
