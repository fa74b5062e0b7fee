package dev.hushkey.handout;

import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.decision.Question;
import dev.hushkey.handout.decision.Required;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A hand-out request of the camera backend.
 *
 * @param link the only link to hand out; null for each that allows it
 */
@Schema(requiredProperties = {"user", "device", "assistant", "action"})
public record HandoutRequest(
    UserId user, DeviceId device, AssistantId assistant, Action action, LinkId link) {

  /**
   * The question in it.
   *
   * @throws FailureException that names the missing field
   */
  static Question read(HandoutRequest body) {
    Required.field("body", body);
    return new Question(
        Required.field("user", body.user()),
        Required.field("device", body.device()),
        Required.field("assistant", body.assistant()),
        Required.field("action", body.action()));
  }

  /** The only link to hand out, if one is named. */
  Optional<LinkId> onlyLink() {
    return Optional.ofNullable(link);
  }
}
