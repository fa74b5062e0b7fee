package dev.hushkey.handout.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;

/** Whether the assistant may. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder("allowed")
public sealed interface CheckAnswer {

  /** It may, and this is the identity that it was decided for. */
  record Allowed(UserId user, DeviceId device, Action action, LinkId link, String nonce)
      implements CheckAnswer {

    @Override
    public boolean allowed() {
      return true;
    }
  }

  /** It may not. */
  record Refused(Refusal reason, String nonce) implements CheckAnswer {

    @Override
    public boolean allowed() {
      return false;
    }
  }

  /** The request's, if it had one. */
  String nonce();

  /** Tells the two apart on the wire. */
  @JsonProperty("allowed")
  boolean allowed();

  /** For meters. */
  default String outcome() {
    return switch (this) {
      case Allowed _ -> "allowed";
      case Refused refused -> refused.reason().wireName();
    };
  }
}
