package dev.hushkey.handout;

import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.decision.Batch;
import dev.hushkey.handout.decision.Question;
import dev.hushkey.handout.decision.Required;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Many hand-out requests of the camera backend, in one. */
@Schema(requiredProperties = "items")
public record HandoutBatchRequest(
    @Schema(minItems = 1, maxItems = Batch.MAX_ITEMS) List<HandoutRequest> items) {

  record Asked(HandoutRequest request, Question question) {}

  /**
   * The questions in it, in their order.
   *
   * @throws FailureException that names what is missing or wrong
   */
  static List<Asked> read(HandoutBatchRequest body) {
    Required.field("body", body);
    return Batch.read(
        Batch.items(body.items()), item -> new Asked(item, HandoutRequest.read(item)));
  }
}
