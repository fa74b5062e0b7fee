package dev.hushkey.handout;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.hushkey.identity.LinkId;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What came of a report, and so what the camera backend does next. */
@Schema(
    description = "What came of a report.",
    requiredProperties = {"link", "outcome"})
public record RefusedTokenAnswer(LinkId link, Outcome outcome) {

  /** The outcomes of a report. */
  @Schema(
      name = "RefusedTokenOutcome",
      description =
          "`refreshed` and `newer-token`: ask for a hand-out and send once more; `needs-relink`: the"
              + " assistant ended the grant, the user has to link again",
      enumeration = {"refreshed", "newer-token", "needs-relink"})
  public enum Outcome {
    /** The token was refreshed. */
    REFRESHED,
    /** Another token is handed out already; nothing was done. */
    NEWER_TOKEN,
    /** The assistant refused our refresh token as well. */
    NEEDS_RELINK;

    /** The form used in answers and the audit trail. */
    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
