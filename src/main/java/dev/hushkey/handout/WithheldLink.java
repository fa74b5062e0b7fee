package dev.hushkey.handout;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.LinkId;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A living link whose token is not in the answer.
 *
 * @param reason the rule that refused, {@code unavailable}, or {@code unexpected}
 * @param retryAfter seconds until another try may succeed; null unless the reason is {@code
 *     unavailable}
 */
@Schema(requiredProperties = {"link", "reason"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WithheldLink(
    LinkId link,
    @Schema(ref = "WithheldReason") String reason,
    @Schema(minimum = "1") Integer retryAfter) {

  private static final String UNAVAILABLE = "unavailable";
  private static final String UNEXPECTED = "unexpected";

  static WithheldLink refused(LinkId link, Refusal refusal) {
    return new WithheldLink(link, refusal.wireName(), null);
  }

  static WithheldLink failed(LinkOutcome.Failed failed) {
    LinkId link = failed.link().link();
    return switch (failed.why().failure()) {
      case Failure.Unavailable away -> unavailable(link, away.retryAfter());
      case Failure.Overloaded away -> unavailable(link, away.retryAfter());
      default -> new WithheldLink(link, UNEXPECTED, null);
    };
  }

  private static WithheldLink unavailable(LinkId link, Duration retryAfter) {
    return new WithheldLink(link, UNAVAILABLE, Math.max(1, (int) retryAfter.toSeconds()));
  }

  /** Whether the rules allowed this link, so that the caller misses a token it should have. */
  boolean allowed() {
    return reason.equals(UNAVAILABLE) || reason.equals(UNEXPECTED);
  }
}
