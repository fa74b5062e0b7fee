package dev.hushkey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A link in a list. The state is the one in force, with cut-offs applied. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    requiredProperties = {
      "link",
      "user",
      "assistant",
      "state",
      "authorizedAt",
      "changedAt",
      "liveDevices"
    })
public record LinkSummary(
    LinkId link,
    UserId user,
    AssistantId assistant,
    LinkState state,
    Instant authorizedAt,
    Instant changedAt,
    @Schema(description = "Why the link is in its state, where that is known") String reason,
    @Schema(description = "Devices that the assistant may act on now") long liveDevices) {

  LinkRef ref() {
    return new LinkRef(assistant, link, user);
  }
}
