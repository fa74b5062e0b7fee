package dev.hushkey.stack.bench;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.storm.PlantedFault;
import dev.hushkey.stack.bench.storm.Score;
import dev.hushkey.stack.bench.storm.Storm;
import java.time.Duration;

/**
 * {@code ./hushkey bench storm [seconds] [links] [--plant FAULT]}: looks for mix-ups in answers of
 * three replicas, while everything around them fails and all that decides changes.
 */
final class StormBench {

  /** Longer, and the first access tokens would expire. */
  private static final int LONGEST = 3000;

  private static final int CONNECTIONS = 64;

  private final LocalStack stack;
  private final Storm.Plan plan;

  StormBench(LocalStack stack, Duration duration, int links, PlantedFault plant) {
    if (duration.toSeconds() > LONGEST) {
      throw new IllegalArgumentException("at most " + LONGEST + " seconds");
    }
    this.stack = stack;
    this.plan = new Storm.Plan(links, CONNECTIONS, duration, 0, duration, plant);
  }

  void run() throws Exception {
    Score score = Storm.run(stack, plan);
    System.out.print(score.tell());
    if (score.wrong() > 0) {
      throw new IllegalStateException("%,d wrong answers".formatted(score.wrong()));
    }
  }
}
