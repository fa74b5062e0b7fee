package dev.hushkey.handout.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.handout.decision.Batch;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.wire.Problem;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The results of a batch.
 *
 * @param results one for each question, in their order
 */
@Schema(requiredProperties = "results")
public record CheckBatchAnswer(List<Result> results) {

  /**
   * The result of one question; the token that asked is not repeated.
   *
   * @param nonce the question's, if it had one
   * @param status what the single request would be answered with
   * @param answer null unless the status is 200
   * @param problem null if the status is 200
   * @param retryAfter seconds until another try may succeed; null where none would
   */
  @Schema(
      name = "CheckResult",
      requiredProperties = {"device", "action", "status"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Result(
      DeviceId device,
      Action action,
      String nonce,
      int status,
      CheckAnswer answer,
      Problem problem,
      @Schema(minimum = "1") Integer retryAfter) {

    private static final int OK = 200;

    static Result of(CheckRequest asked, CheckAnswer answer) {
      return new Result(asked.device(), asked.action(), asked.nonce(), OK, answer, null, null);
    }

    static Result of(CheckRequest asked, Problem problem) {
      return new Result(
          asked.device(),
          asked.action(),
          asked.nonce(),
          problem.status(),
          null,
          problem,
          Batch.secondsUntilRetry(problem));
    }
  }
}
