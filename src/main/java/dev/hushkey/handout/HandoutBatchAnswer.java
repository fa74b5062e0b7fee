package dev.hushkey.handout;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.handout.decision.Batch;
import dev.hushkey.wire.Problem;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The results of a batch.
 *
 * @param results one for each question, in their order
 */
@Schema(requiredProperties = "results")
public record HandoutBatchAnswer(List<Result> results) {

  /**
   * The result of one question.
   *
   * @param request what was asked
   * @param status what the single request would be answered with
   * @param answer null unless the status is 200
   * @param problem null if the status is 200
   * @param retryAfter seconds until another try may succeed; null where none would
   */
  @Schema(
      name = "HandoutResult",
      requiredProperties = {"request", "status"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Result(
      HandoutRequest request,
      int status,
      HandoutAnswer answer,
      Problem problem,
      @Schema(minimum = "1") Integer retryAfter) {

    private static final int OK = 200;

    static Result of(HandoutRequest request, HandoutAnswer answer) {
      return new Result(request, OK, answer, null, null);
    }

    static Result of(HandoutRequest request, Problem problem) {
      return new Result(request, problem.status(), null, problem, Batch.secondsUntilRetry(problem));
    }
  }
}
