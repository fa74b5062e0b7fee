package dev.hushkey.handout;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A hand-out, link by link.
 *
 * @param handouts the links that allow it; never empty
 * @param withheld the user's other living links with the assistant
 * @param nonce the request's, if it had one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(requiredProperties = {"handouts", "withheld"})
public record HandoutAnswer(List<Handout> handouts, List<WithheldLink> withheld, String nonce) {

  HandoutAnswer withNonce(String given) {
    return new HandoutAnswer(handouts, withheld, given);
  }

  /** For meters. */
  String outcome() {
    return withheld.stream().anyMatch(WithheldLink::allowed) ? "handed-out-in-part" : "handed-out";
  }
}
