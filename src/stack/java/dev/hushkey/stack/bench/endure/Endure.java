package dev.hushkey.stack.bench.endure;

import dev.hushkey.identity.Action;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.client.Callers;
import dev.hushkey.stack.bench.client.Exchange;
import dev.hushkey.stack.bench.client.Line;
import dev.hushkey.stack.bench.storm.AnswerReader;
import dev.hushkey.stack.bench.storm.Asking;
import dev.hushkey.stack.bench.storm.Changes;
import dev.hushkey.stack.bench.storm.HaProxy;
import dev.hushkey.stack.bench.storm.People;
import dev.hushkey.stack.bench.storm.Pulse;
import dev.hushkey.stack.bench.storm.Questions;
import dev.hushkey.stack.bench.storm.Score;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.bench.truth.Person;
import dev.hushkey.stack.bench.truth.Question;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An installation in which nothing stands alone loses one part after the other, and gets a new
 * release and its old one back, while people are asked about and changed. Each answer must be the
 * truth of its moment, each confirmed change must outlive it all, and what is not decided must be
 * when it is asked again.
 */
public final class Endure {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration CALM = Duration.ofSeconds(3);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int CHANGERS = 2;
  private static final int AT_ONCE = 50;

  private final LocalStack stack;
  private final Plan plan;
  private final Score score = new Score();
  private final Endured endured = new Endured();
  private final AtomicBoolean over = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Exchange> lines = new ArrayList<>();

  /**
   * How much of it.
   *
   * @param people as many as are asked about
   * @param clients how many ask at once
   * @param duration it ends with the first loss that ends after it
   */
  public record Plan(int people, int clients, Duration duration) {}

  private Endure(LocalStack stack, Plan plan) {
    this.stack = stack;
    this.plan = plan;
  }

  /** Runs it from the start of the services to their end, and tells what came of it. */
  public static Score run(LocalStack stack, Plan plan) throws Exception {
    HaProxy.require();
    return new Endure(stack, plan).run();
  }

  private Score run() throws Exception {
    Path next = NextRelease.build(HushkeyServer.ofThisBuild());
    System.out.println("Starting etcd, PostgreSQL under Patroni, OpenBao and HAProxy");
    try (Site site = Site.start(stack)) {
      System.out.println("Starting three replicas");
      try (BenchHushkey hushkey = BenchHushkey.start(site, "endure", site.replicas().getFirst());
          Callers callers = new Callers(stack.keycloak())) {
        CompletableFuture.allOf(
                site.replicas().stream()
                    .skip(1)
                    .map(each -> CompletableFuture.runAsync(() -> each.start(hushkey.settings())))
                    .toArray(CompletableFuture[]::new))
            .join();
        System.out.printf(
            "Making %,d people with their cameras, links and tokens%n", plan.people());
        People people = People.write(hushkey, plan.people());
        try {
          endure(site, hushkey, callers, people, next);
        } finally {
          // before the services end, which may fail after all this
          System.out.print(score.tell() + endured.tell());
        }
      }
    }
    return score;
  }

  private void endure(Site site, BenchHushkey hushkey, Callers callers, People people, Path next)
      throws Exception {
    Questions questions = new Questions(people);
    AnswerReader reader = new AnswerReader(people::tokenName);
    Changes.Scene scene = new Changes.Scene(people, questions, callers, hushkey, score, over::get);
    Map<Person, SecretText> refreshTokens = Issuing.prepare(hushkey, people);
    Issuing issuing = null;
    try {
      for (int i = 0; i < plan.clients() + CHANGERS + 1; i++) {
        Exchange line = line(site);
        Asking asking = new Asking(line, reader, callers::header, score);
        Patient patient = new Patient(asking, questions, score, over::get);
        if (i < plan.clients()) {
          start(patient);
        } else if (i < plan.clients() + CHANGERS) {
          start(new Changes(scene, line, asking));
        } else {
          issuing = new Issuing(line, patient, hushkey, refreshTokens, score, over::get);
          start(issuing);
        }
      }
      loseAll(site, hushkey, next);
    } catch (StackException broken) {
      score.wrong("the run ended early: " + broken.getMessage());
    } finally {
      over.set(true);
      for (Thread thread : threads) {
        thread.join(Patient.PATIENCE.plus(PATIENCE));
      }
    }
    Patient afterwards =
        new Patient(
            new Asking(line(site), reader, callers::header, score), questions, score, over::get);
    askAll(afterwards, people, issuing);
    lines.forEach(Exchange::close);
  }

  private void start(Runnable work) {
    threads.add(Thread.startVirtualThread(work));
  }

  private Exchange line(Site site) {
    Exchange line = new Line(site.outer().port(), PATIENCE);
    lines.add(line);
    return line;
  }

  private void loseAll(Site site, BenchHushkey hushkey, Path next) throws Exception {
    long begin = System.nanoTime();
    List<Kill> kills = new Kills(site, hushkey::settings).all();
    RollOut rollOut = new RollOut(site, hushkey.settings());
    awaitCalm(score.pulse().watch(), "after the start");
    int rolled = 0;
    for (int i = 0; passed(begin).compareTo(plan.duration()) < 0; i++) {
      if (rolled == 0 && passed(begin).multipliedBy(3).compareTo(plan.duration()) > 0) {
        rolled++;
        watched("hushkey migrate", () -> rollOut.migrate(next));
        watched("roll-out of the next release", () -> rollOut.replace(next));
      } else if (rolled == 1
          && passed(begin).multipliedBy(3).compareTo(plan.duration().multipliedBy(2)) > 0) {
        rolled++;
        watched("roll-back, the schema stays", () -> rollOut.replace(HushkeyServer.ofThisBuild()));
      }
      lose(site, kills.get(i % kills.size()));
      System.out.printf(
          "%d s: %,d answers checked, %d wrong%n",
          passed(begin).toSeconds(), score.checked(), score.wrong());
    }
    System.out.printf(
        "It lasted %d s, and %d parts were lost%n", passed(begin).toSeconds(), endured.losses());
  }

  private static Duration passed(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private void watched(String name, Runnable work) {
    Pulse.Watch watch = score.pulse().watch();
    work.run();
    awaitCalm(watch, name);
    endured.add(name, watch.end(), false);
  }

  private void lose(Site site, Kill kill) throws InterruptedException {
    Pulse.Watch watch = score.pulse().watch();
    long begin = System.nanoTime();
    Runnable mend = kill.strike().get();
    score.fault(kill.name());
    Thread.sleep(
        Duration.ofNanos(Math.max(0, kill.hold().toNanos() - (System.nanoTime() - begin))));
    awaitCalm(watch, kill.name());
    mend.run();
    if (!site.awaitWhole()) {
      throw new StackException(
          "Something is still missing long after it was mended: " + kill.name());
    }
    awaitCalm(watch, kill.name() + ", mended");
    endured.add(kill.name(), watch.end(), true);
  }

  /** Without the part that is missing. */
  private void awaitCalm(Pulse.Watch watch, String after) {
    if (!ServiceProcess.await(() -> watch.isCalmFor(CALM), LIMIT)) {
      score.wrong("no calm within %s: %s".formatted(LIMIT, after));
    }
  }

  /** About everybody who was ever changed, and every token that was issued: nothing is lost. */
  private void askAll(Patient patient, People people, Issuing issuing) {
    List<Question> handouts = new ArrayList<>();
    List<Question> checks = new ArrayList<>(issuing.issued());
    for (Person person : people.all()) {
      if (person.history().isChanged()) {
        for (Action action : Action.values()) {
          handouts.add(new Question.Handout(person, person, Person.ALEXA, null, action, null));
          checks.add(
              new Question.Check(
                  person, person.opaqueLink(), person.secrets().opaque(), person, action, null));
        }
      }
    }
    long before = score.checked();
    for (List<Question> all : List.of(handouts, checks)) {
      for (int from = 0; from < all.size(); from += AT_ONCE) {
        patient.ask(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
      }
    }
    System.out.printf(
        "Asked %,d questions about everybody who was changed and all tokens that were issued%n",
        score.checked() - before);
  }
}
