package dev.hushkey.handout;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A hand-out, link by link.
 *
 * @param handouts the links that allow it; never empty
 * @param withheld the user's other living links with the assistant
 */
@Schema(requiredProperties = {"handouts", "withheld"})
public record HandoutAnswer(List<Handout> handouts, List<WithheldLink> withheld) {

  /** For meters. */
  String outcome() {
    return withheld.stream().anyMatch(WithheldLink::allowed) ? "handed-out-in-part" : "handed-out";
  }
}
