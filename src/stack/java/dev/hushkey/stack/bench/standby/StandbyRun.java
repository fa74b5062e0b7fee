package dev.hushkey.stack.bench.standby;

import dev.hushkey.seal.TestSeal;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.client.Callers;
import dev.hushkey.stack.bench.client.Exchange;
import dev.hushkey.stack.bench.client.Line;
import dev.hushkey.stack.bench.storm.AnswerReader;
import dev.hushkey.stack.bench.storm.Asking;
import dev.hushkey.stack.bench.storm.Changes;
import dev.hushkey.stack.bench.storm.Client;
import dev.hushkey.stack.bench.storm.People;
import dev.hushkey.stack.bench.storm.Questions;
import dev.hushkey.stack.bench.storm.Score;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.postgres.PostgresServer;
import dev.hushkey.stack.process.Http;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StackException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A Hushkey whose first looks are at a real hot standby, which is minutes behind: it has not heard
 * of a single change of the run. Meanwhile people are sold to, narrowed, revoked, linked again, and
 * their tokens renewed, and in the end the standby hangs and dies. Each answer must be the truth of
 * a moment at which it was awaited.
 */
public final class StandbyRun {

  /** The metric whose counts the score has as {@code first looks, answered} and so on. */
  private static final String LOOKS = "hushkey_standby_looks_total";

  private static final String IN_USE = "hushkey_standby_in_use";
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration TELL_EVERY = Duration.ofSeconds(15);
  private static final int CHANGERS = 2;
  private static final int RENEWERS = 2;

  private final Plan plan;
  private final LocalStack stack;
  private final Score score = new Score();
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * How much of it.
   *
   * @param delay how far the standby is behind
   * @param answers so many hand-outs are judged before the standby hangs ...
   * @param atMost ... unless this time is over
   */
  public record Plan(int people, int clients, Duration delay, long answers, Duration atMost) {}

  private StandbyRun(LocalStack stack, Plan plan) {
    this.stack = stack;
    this.plan = plan;
  }

  /** Runs it from the start of the servers to their end. */
  public static Score run(LocalStack stack, Plan plan) throws Exception {
    return new StandbyRun(stack, plan).run();
  }

  private Score run() throws Exception {
    try (StandbySite site = StandbySite.start(stack);
        BenchHushkey hushkey =
            BenchHushkey.start(site, "standby", stack.replica("standby", Ports.free().hushkey()));
        Callers callers = new Callers(stack.keycloak());
        TestSeal seal = new TestSeal(hushkey.settings())) {
      People people = People.write(hushkey, plan.people());
      site.follow(plan.delay());
      await("the standby is asked", () -> metric(hushkey, IN_USE) == 1);
      System.out.printf("The standby is asked, %s behind%n", plan.delay());
      ask(site, hushkey, callers, people, seal);
    }
    return score;
  }

  private void ask(
      StandbySite site, BenchHushkey hushkey, Callers callers, People people, TestSeal seal)
      throws Exception {
    Questions questions = new Questions(people);
    AnswerReader reader = new AnswerReader(people::tokenName);
    Changes.Scene scene = new Changes.Scene(people, questions, callers, hushkey, score, over::get);
    List<Thread> threads = new ArrayList<>();
    List<Exchange> lines = new ArrayList<>();
    try {
      for (int i = 0; i < plan.clients() + CHANGERS + RENEWERS; i++) {
        Exchange line = new Line(URI.create(hushkey.address()).getPort(), PATIENCE);
        lines.add(line);
        Asking asking = new Asking(line, reader, callers::header, score);
        Runnable work =
            i < plan.clients()
                ? new Client(asking, questions, over::get)
                : i < plan.clients() + CHANGERS
                    ? new Changes(scene, line, asking)
                    : new Renewals(scene, line, asking, seal);
        threads.add(Thread.startVirtualThread(work));
      }
      awaitAnswers(plan.answers());
      tellLooks(hushkey);
      loseTheStandby(site.standby().server(), hushkey);
    } finally {
      over.set(true);
      for (Thread thread : threads) {
        thread.join(PATIENCE);
      }
      lines.forEach(Exchange::close);
    }
  }

  /** It hangs, it dies, and is back each time; nobody notices. */
  private void loseTheStandby(PostgresServer standby, BenchHushkey hushkey) {
    standby.pause();
    lost(hushkey, "standby hung");
    standby.resume();
    await("the standby is asked again", () -> metric(hushkey, IN_USE) == 1);
    standby.kill();
    lost(hushkey, "standby killed");
    standby.start();
    await("the standby is asked again", () -> metric(hushkey, IN_USE) == 1);
  }

  private void lost(BenchHushkey hushkey, String how) {
    score.fault(how);
    await("the standby rests", () -> metric(hushkey, IN_USE) == 0);
    long before = handouts();
    long undecided = undecided();
    await("hand-outs without it", () -> handouts() >= before + plan.answers() / 20);
    if (undecided() > undecided) {
      score.wrong("%d answers decided nothing: %s".formatted(undecided() - undecided, how));
    }
  }

  private long undecided() {
    return score.count("undecided, status 503", "connections broken, or no answer in time");
  }

  private void awaitAnswers(long number) throws InterruptedException {
    long begin = System.nanoTime();
    Duration told = Duration.ZERO;
    while (handouts() < number && score.wrong() == 0) {
      Duration passed = Duration.ofNanos(System.nanoTime() - begin);
      if (passed.compareTo(plan.atMost()) > 0) {
        score.wrong("only %,d hand-outs within %s".formatted(handouts(), plan.atMost()));
        return;
      }
      if (passed.minus(told).compareTo(TELL_EVERY) >= 0) {
        told = passed;
        System.out.printf(
            Locale.ROOT,
            "  %d s: %,d hand-outs checked, %d wrong%n",
            passed.toSeconds(),
            handouts(),
            score.wrong());
      }
      Thread.sleep(100);
    }
    System.out.printf(
        Locale.ROOT, "%,d hand-outs in %.1f s%n", handouts(), (System.nanoTime() - begin) / 1e9);
  }

  private long handouts() {
    return score.count("checked, hand-outs", "checked, hand-outs in batches");
  }

  private void tellLooks(BenchHushkey hushkey) {
    for (String outcome : List.of("answered", "refused", "overtaken", "failed", "resting")) {
      double count = metric(hushkey, "%s{outcome=\"%s\"}".formatted(LOOKS, outcome));
      score.tally("first looks, " + outcome, Math.round(count));
    }
  }

  private void await(String what, BooleanSupplier holds) {
    if (score.wrong() == 0 && !ServiceProcess.await(holds, LIMIT)) {
      throw new StackException("not within " + LIMIT + ": " + what);
    }
  }

  /** 0 for one that is not there. */
  private static double metric(BenchHushkey hushkey, String name) {
    return Http.send(
            HttpRequest.newBuilder(URI.create(hushkey.server().innerAddress() + "/q/metrics")))
        .body()
        .path("text")
        .asText()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }
}
