package dev.hushkey.handout.check;

import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.decision.Batch;
import dev.hushkey.handout.decision.Required;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Many checks requested by the skill, in one. */
@Schema(requiredProperties = "items")
public record CheckBatchRequest(
    @Schema(minItems = 1, maxItems = Batch.MAX_ITEMS) List<CheckRequest> items) {

  /**
   * The questions in it, in their order.
   *
   * @throws FailureException that names what is missing or wrong
   */
  public static List<CheckRequest> read(CheckBatchRequest body) {
    Required.field("body", body);
    return Batch.read(Batch.items(body.items()), CheckRequest::read);
  }
}
