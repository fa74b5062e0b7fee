package dev.hushkey.stack.bench;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.endure.Endure;
import dev.hushkey.stack.bench.storm.Score;
import java.time.Duration;

/**
 * {@code ./hushkey bench endure [minutes] [people]}: looks for lost writes and wrong answers while
 * replicas, PostgreSQL under Patroni, OpenBao's nodes, etcd and HAProxy are killed in turn, and a
 * release is rolled out and back.
 */
final class EndureBench {

  /** Longer, and the first access tokens would expire. */
  static final int LONGEST = 45;

  private static final int CLIENTS = 10;
  private static final int UNAVAILABLE = 503;

  private final LocalStack stack;
  private final Endure.Plan plan;

  EndureBench(LocalStack stack, int minutes, int people) {
    this.stack = stack;
    this.plan = new Endure.Plan(people, CLIENTS, Duration.ofMinutes(minutes));
  }

  void run() throws Exception {
    Score score = Endure.run(stack, plan);
    long foreign = score.undecidedBut(UNAVAILABLE);
    if (score.wrong() > 0 || foreign > 0) {
      throw new IllegalStateException(
          "%,d wrong answers, %,d errors other than 503".formatted(score.wrong(), foreign));
    }
  }
}
