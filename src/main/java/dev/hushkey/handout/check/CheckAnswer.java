package dev.hushkey.handout.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;

/**
 * Whether the assistant may. Either the identity that it was decided for, or the reason why not.
 *
 * @param reason null when allowed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckAnswer(
    boolean allowed, UserId user, DeviceId device, Action action, LinkId link, Refusal reason) {

  static CheckAnswer allowed(LinkRef link, CheckRequest request) {
    return new CheckAnswer(
        true, link.user(), request.device(), request.action(), link.link(), null);
  }

  static CheckAnswer refused(Refusal reason) {
    return new CheckAnswer(false, null, null, null, null, reason);
  }

  String outcome() {
    return allowed ? "allowed" : reason.wireName();
  }
}
