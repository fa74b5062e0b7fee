package dev.hushkey.link;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.TokenHash;
import java.time.Instant;

/**
 * What a user agreed to; a link is made from it.
 *
 * @param richRequest whether the assistant asked by RFC 9396, so that its answers list what is
 *     granted
 * @param at the moment of consent, by the database's clock; cut-offs compare with it
 * @param code the authorization code issued for it; the ticked devices are stored with the code, in
 *     the table {@code authorization_code_device}
 */
public record Consent(
    UserId user,
    AssistantId assistant,
    String scope,
    boolean richRequest,
    Instant at,
    TokenHash code) {}
