package dev.hushkey.handout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.fuzz.Refusals;
import dev.hushkey.handout.check.CheckBatchRequest;
import dev.hushkey.handout.check.CheckRequest;

/** What the camera backend and the skill send. */
public final class HandoutFuzz {

  /** The bodies of hand-outs, checks and reports, and of batches. */
  public static void handout(String input) {
    Refusals.body(input, HandoutRequest.class)
        .flatMap(body -> Refusals.read(() -> HandoutRequest.read(body)))
        .ifPresent(question -> assertThat(question.action()).isNotNull());
    Refusals.body(input, CheckRequest.class)
        .flatMap(body -> Refusals.read(() -> CheckRequest.read(body)))
        .ifPresent(question -> assertThat(question.action()).isNotNull());
    Refusals.body(input, HandoutBatchRequest.class)
        .flatMap(body -> Refusals.read(() -> HandoutBatchRequest.read(body)))
        .ifPresent(asked -> assertThat(asked).isNotEmpty().doesNotContainNull());
    Refusals.body(input, CheckBatchRequest.class)
        .flatMap(body -> Refusals.read(() -> CheckBatchRequest.read(body)))
        .ifPresent(asked -> assertThat(asked).isNotEmpty().doesNotContainNull());
    Refusals.body(input, RefusedTokenReport.class)
        .flatMap(body -> Refusals.read(() -> RefusedTokenReport.read(body)))
        .ifPresent(report -> assertThat(report.said()).doesNotContain("\n"));
  }

  private HandoutFuzz() {}
}
