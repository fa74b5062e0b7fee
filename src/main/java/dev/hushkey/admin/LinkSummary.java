package dev.hushkey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import java.time.Instant;

/** A link in a list. The state is the one in force, with cut-offs applied. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LinkSummary(
    LinkId link,
    UserId user,
    AssistantId assistant,
    LinkState state,
    Instant authorizedAt,
    Instant changedAt,
    String reason,
    long liveDevices) {}
