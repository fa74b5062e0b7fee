package dev.hushkey.stack.bench;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.standby.StandbyRun;
import dev.hushkey.stack.bench.storm.Score;
import java.time.Duration;

/**
 * {@code ./hushkey bench standby [answers] [people]}: looks for wrong answers while a standby that
 * is minutes behind takes the first looks, and all that decides changes.
 */
final class StandbyBench {

  private static final int CONNECTIONS = 16;
  private static final Duration DELAY = Duration.ofMinutes(3);
  private static final Duration AT_MOST = Duration.ofMinutes(15);

  private final LocalStack stack;
  private final StandbyRun.Plan plan;

  StandbyBench(LocalStack stack, long answers, int people) {
    this.stack = stack;
    this.plan = new StandbyRun.Plan(people, CONNECTIONS, DELAY, answers, AT_MOST);
  }

  void run() throws Exception {
    Score score = StandbyRun.run(stack, plan);
    System.out.print(score.tell());
    if (score.wrong() > 0) {
      throw new IllegalStateException("%,d wrong answers".formatted(score.wrong()));
    }
  }
}
