package dev.hushkey.stack.bench.storm;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.client.Callers;
import dev.hushkey.stack.bench.client.Exchange;
import dev.hushkey.stack.bench.client.Exchange.Manner;
import dev.hushkey.stack.bench.client.Line;
import dev.hushkey.stack.bench.truth.Question;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Three replicas behind HAProxy, thousands of people, and everything fails for a moment, while
 * owners change, grants narrow and revocations fall. Each answer must be the truth of a moment at
 * which it was awaited.
 */
public final class Storm {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration CALM = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration TELL_EVERY = Duration.ofSeconds(15);
  private static final int CHANGERS = 3;
  private static final int AFTERWARDS = 200;

  private final LocalStack stack;
  private final Plan plan;
  private final Score score = new Score();
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * How hard it blows.
   *
   * @param atLeast how long
   * @param answers it ends only after so many were checked ...
   * @param atMost ... but after this time in any case
   * @param plant the mix-up that is to be found; the storm ends with the first wrong answer then
   */
  public record Plan(
      int links,
      int connections,
      Duration atLeast,
      long answers,
      Duration atMost,
      PlantedFault plant) {

    private boolean isOver(Score score, Duration passed) {
      return passed.compareTo(atMost) >= 0
          || (plant != PlantedFault.NONE && score.wrong() > 0)
          || (passed.compareTo(atLeast) >= 0 && score.checked() >= answers);
    }
  }

  private Storm(LocalStack stack, Plan plan) {
    this.stack = stack;
    this.plan = plan;
  }

  /** Fails with what to install when the proxy is not there. */
  public static void require() {
    HaProxy.require();
  }

  /** Runs it from the start of the replicas to their end. */
  public static Score run(LocalStack stack, Plan plan) throws Exception {
    require();
    return new Storm(stack, plan).run();
  }

  private Score run() throws Exception {
    System.out.println("Starting three replicas");
    try (StormReplicas replicas = StormReplicas.start(stack);
        Callers callers = new Callers(stack.keycloak())) {
      System.out.printf("Making %,d people with their cameras, links and tokens%n", plan.links());
      People people = People.write(replicas.first(), plan.links());
      try (HaProxy proxy = HaProxy.start(stack.state(), replicas.servers())) {
        blow(replicas, callers, people, proxy.port());
      }
    }
    return score;
  }

  private void blow(StormReplicas replicas, Callers callers, People people, int port)
      throws Exception {
    Questions questions = new Questions(people);
    AnswerReader reader = new AnswerReader(people::tokenName);
    Changes.Scene scene =
        new Changes.Scene(people, questions, callers, replicas.first(), score, over::get);
    Faults faults = new Faults(stack, replicas, score, over::get);
    List<Thread> threads = new ArrayList<>();
    List<Exchange> lines = new ArrayList<>();
    try {
      for (int i = 0; i < plan.connections() + CHANGERS; i++) {
        Exchange line = plan.plant().on(new Line(port, PATIENCE));
        lines.add(line);
        Asking asking = new Asking(line, reader, callers::header, score);
        threads.add(
            Thread.startVirtualThread(
                i < plan.connections()
                    ? new Client(asking, questions, over::get)
                    : new Changes(scene, line, asking)));
      }
      threads.add(Thread.startVirtualThread(faults));
      awaitEnd();
    } finally {
      over.set(true);
      faults.calm();
      for (Thread thread : threads) {
        thread.join(PATIENCE);
      }
      faults.calm();
      lines.forEach(Exchange::close);
    }
    askAfterwards(new Asking(new Line(port, PATIENCE), reader, callers::header, score), questions);
  }

  private void awaitEnd() throws InterruptedException {
    long begin = System.nanoTime();
    Duration told = Duration.ZERO;
    BooleanSupplier isOver = () -> plan.isOver(score, Duration.ofNanos(System.nanoTime() - begin));
    while (!isOver.getAsBoolean()) {
      Thread.sleep(LOOK);
      Duration passed = Duration.ofNanos(System.nanoTime() - begin);
      if (passed.minus(told).compareTo(TELL_EVERY) >= 0) {
        told = passed;
        System.out.printf(
            "  %d s: %,d answers checked, %d wrong%n",
            passed.toSeconds(), score.checked(), score.wrong());
      }
    }
    System.out.printf("The storm lasted %.1f s%n", (System.nanoTime() - begin) / 1e9);
  }

  /** When all is well again, every question is decided. */
  private void askAfterwards(Asking asking, Questions questions) throws InterruptedException {
    long end = System.nanoTime() + CALM.toNanos();
    for (int decided = 0; decided < AFTERWARDS; ) {
      if (System.nanoTime() > end) {
        score.wrong("a minute after the storm, questions are still not decided");
        return;
      }
      try {
        Question next = decided % 2 == 0 ? questions.handout() : questions.check();
        decided = asking.one(next, Manner.PLAIN) ? decided + 1 : 0;
      } catch (IOException broken) {
        decided = 0;
      }
      if (decided == 0) {
        Thread.sleep(LOOK);
      }
    }
    score.tally("all decided once all was well again");
  }
}
