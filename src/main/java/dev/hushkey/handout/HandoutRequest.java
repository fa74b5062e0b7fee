package dev.hushkey.handout;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.decision.Nonce;
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
 * @param nonce comes back in the answer; null if the caller sends none
 */
@Schema(requiredProperties = {"user", "device", "assistant", "action"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HandoutRequest(
    UserId user,
    DeviceId device,
    AssistantId assistant,
    Action action,
    LinkId link,
    @Schema(minLength = 1, maxLength = 64, pattern = Nonce.PATTERN) String nonce) {

  /**
   * The question in it.
   *
   * @throws FailureException that names the field that is missing or wrong
   */
  static Question read(HandoutRequest body) {
    Required.field("body", body);
    Nonce.read(body.nonce());
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
