package dev.hushkey.stack.bench.revoke;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.client.Callers;
import dev.hushkey.stack.bench.load.ProcessorUse;
import dev.hushkey.stack.bench.load.WarmUp;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * {@code ./hushkey bench revoke [links]}: how long it takes until a rule and a list are in force,
 * with probes at every door, and until everything is swept. Fails when a request that began after
 * the answer was given something, and when a probe could not have noticed.
 */
public final class RevokeBench {

  /** Fewer leave too few beside those with Alexa. */
  public static final int MIN_LINKS = 2 * Population.WITH_ALEXA;

  private static final int ROUNDS = 20;
  private static final int WARM_UP_ROUNDS = 5;
  private static final int LIST_ROUNDS = 5;
  static final int SWEEPS = 3;
  private static final int PROBES_A_DOOR = 2;

  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final Duration SWEEP_LIMIT = Duration.ofMinutes(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private static final double P99 = 0.99;
  private static final double RULE_BAR = 15;
  private static final double DOOR_BAR = 50;
  private static final double RATIO_BAR = 1.3;
  private static final double USERS_BAR = 1000;
  private static final double TOKENS_BAR = 2000;
  private static final double DRY_RUN_BAR = 2000;

  /** A million links in 90 s. */
  private static final double SWEEP_BAR = 1e6 / 90;

  private static final double LATENCY_BAR = 2;

  private final LocalStack stack;
  private final long links;
  private final Report report = new Report();

  /**
   * @param links how many there are to revoke
   */
  public RevokeBench(LocalStack stack, long links) {
    this.stack = stack;
    this.links = links;
  }

  /** What all parts of a run use. */
  private record Scene(
      BenchHushkey hushkey, Population population, Admin admin, Keys keys, Unmade unmade) {

    int port() {
      return URI.create(hushkey.address()).getPort();
    }
  }

  /** Runs; the table is printed at the end. */
  public void run() throws Exception {
    System.out.println("Starting another Hushkey");
    try (BenchHushkey hushkey = BenchHushkey.start(stack, "revoke");
        Callers callers = new Callers(stack.keycloak());
        Admin admin = new Admin(callers, URI.create(hushkey.address()).getPort())) {
      Population population = new Population(hushkey, links);
      List<Probed> probed = population.write();
      Keys keys = new Keys(callers, population.codes());
      Unmade unmade = new Unmade(hushkey);
      Scene scene = new Scene(hushkey, population, admin, keys, unmade);
      System.out.printf(
          Locale.ROOT,
          "%,d people, %,d links, %,d of them with Alexa%n",
          population.people(),
          population.links(),
          population.withAlexa());
      measure(scene, probed);
    }
  }

  private void measure(Scene scene, List<Probed> probed) throws Exception {
    ProcessorUse before = ProcessorUse.now(stack);
    try {
      scene.unmade().addHistory();
      scene.unmade().holdSweep();
      measureDoors(scene, probed);
      measureSweep(scene, probed);
    } finally {
      double foreign = ProcessorUse.now(stack).foreignSince(before);
      report.print();
      System.out.printf(Locale.ROOT, "%nOthers used %.0f %% of the machine.%n", 100 * foreign);
    }
  }

  private void measureDoors(Scene scene, List<Probed> probed) throws Exception {
    List<Probe.Seat> seats = new ArrayList<>(everyDoor(probed, PROBES_A_DOOR));
    List<Probed> others = scene.population().bystanders();
    seats.add(new Probe.Seat(Door.CHECK, others, false));
    seats.add(new Probe.Seat(Door.REFRESH, others, false));
    System.out.printf("Warming up with %d probes%n", seats.size());
    try (Probes probes = Probes.start(seats, scene.keys(), scene.port())) {
      WarmUp.awaitCompiled(stack, scene.hushkey().process());
      measureRules(new Round(scene.admin(), probes, scene.unmade(), seats.size()), scene);
    }
  }

  private static List<Probe.Seat> everyDoor(List<Probed> links, int each) {
    return Arrays.stream(Door.values())
        .flatMap(door -> Stream.generate(() -> new Probe.Seat(door, links, true)).limit(each))
        .toList();
  }

  private void measureRules(Round round, Scene scene) throws Exception {
    List<Closing> few = new ArrayList<>();
    List<Closing> all = new ArrayList<>();
    for (int i = -WARM_UP_ROUNDS; i < ROUNDS; i++) {
      Closing ofAlexa = round.run(Admin.assistant(BenchHushkey.STABLE), UnaryOperator.identity());
      Closing ofAll = round.run(Admin.everything(), Seen::ofEverything);
      if (i >= 0) {
        few.add(ofAlexa);
        all.add(ofAll);
      }
    }
    tellRules(few, all, scene.population());
    tellList(round, "users", scene.population().usersOfAlexa(), USERS_BAR, "a list of %,d users");
    tellList(
        round,
        "leakedTokens",
        scene.population().tokensOfAlexa(),
        TOKENS_BAR,
        "a list of %,d leaked tokens, all ours");
    tellDryRun(scene);
    long late = Stream.concat(few.stream(), all.stream()).mapToLong(Closing::late).sum();
    report.tell("given something by a request that began after the answer", Long.toString(late));
  }

  private void tellRules(List<Closing> few, List<Closing> all, Population population) {
    String ofFew = String.format(Locale.ROOT, "%,d links of one assistant", population.withAlexa());
    String ofAll = String.format(Locale.ROOT, "everything, %,d links", population.links());
    Times forceOfFew = inForce(few);
    Times forceOfAll = inForce(all);
    report.below(RULE_BAR, "in force at the API: " + ofFew, forceOfFew);
    report.below(RULE_BAR, "in force at the API: " + ofAll, forceOfAll);
    report.below(
        RATIO_BAR, "", "ratio of these two", forceOfAll.median() / forceOfFew.median(), "");
    report.below(DOOR_BAR, "from request to the last door closed: " + ofFew, lastDoor(few));
    report.below(DOOR_BAR, "from request to the last door closed: " + ofAll, lastDoor(all));
  }

  private static Times inForce(List<Closing> rounds) {
    return Times.of(rounds.stream().map(Closing::inForce).toList());
  }

  private static Times lastDoor(List<Closing> rounds) {
    return Times.of(rounds.stream().map(Closing::lastDoorClosed).toList());
  }

  private void tellList(Round round, String name, List<String> members, double bar, String words)
      throws Exception {
    String selector = Admin.listed(name, members);
    List<Closing> rounds = new ArrayList<>();
    round.run(selector, Seen::ofList);
    for (int i = 0; i < LIST_ROUNDS; i++) {
      rounds.add(round.run(selector, Seen::ofList));
    }
    String what = String.format(Locale.ROOT, words, members.size());
    report.below(bar, what + ": in force at the API", inForce(rounds));
    report.tell(
        what + ": from request to the last door closed",
        Report.text(lastDoor(rounds).median(), "ms"));
  }

  private void tellDryRun(Scene scene) throws IOException {
    tellDryRun(scene, Admin.assistant(BenchHushkey.STABLE), "the assistant");
    tellDryRun(scene, Admin.everything(), "everything");
  }

  private void tellDryRun(Scene scene, String selector, String of) throws IOException {
    List<Admin.Answer> answers = new ArrayList<>();
    for (int i = 0; i <= LIST_ROUNDS; i++) {
      answers.add(scene.admin().dryRun(selector));
    }
    String what = "dry run of " + of;
    answers.stream()
        .filter(answer -> !answer.succeeded())
        .findFirst()
        .ifPresentOrElse(
            failed ->
                report.missed(
                    what,
                    "status %d after %s"
                        .formatted(failed.status(), Report.text(failed.took().toMillis(), "ms")),
                    "under " + Report.text(DRY_RUN_BAR, "ms")),
            () ->
                report.below(
                    DRY_RUN_BAR,
                    what,
                    Times.of(answers.stream().skip(1).map(Admin.Answer::took).toList())));
  }

  /** One sweep, and hand-outs of links that it leaves alone. */
  private record Swept(long links, Duration took, Times idle, Times sweeping) {

    double linksPerSecond() {
      return links / (took.toMillis() / 1e3);
    }

    double slowdown() {
      return sweeping.millis(P99) / idle.millis(P99);
    }
  }

  private void measureSweep(Scene scene, List<Probed> probed) throws Exception {
    scene.unmade().keepTokens();
    List<Swept> sweeps = new ArrayList<>();
    for (int number = 0; number < SWEEPS; number++) {
      if (number > 0) {
        scene.unmade().revive();
        scene.unmade().holdSweep();
      }
      System.out.printf("Sweeping, %d of %d%n", number + 1, SWEEPS);
      sweeps.add(sweep(scene, probed, number));
    }
    tellSweeps(sweeps);
  }

  private static Swept sweep(Scene scene, List<Probed> probed, int number) throws Exception {
    String revocation = scene.admin().revoke(Admin.everything()).body().path("revocation").asText();
    List<Probed> linkedLater = scene.population().linkMore(number);
    List<Probe.Seat> seats = new ArrayList<>(everyDoor(probed, 1));
    for (int i = seats.size(); i < PROBES_A_DOOR * Door.values().length; i++) {
      seats.add(new Probe.Seat(Door.HAND_OUT, linkedLater, false));
    }
    try (Probes probes = Probes.start(seats, scene.keys(), scene.port())) {
      Thread.sleep(IDLE.dividedBy(2));
      probes.forget();
      Thread.sleep(IDLE);
      Times idle = handouts(probes.seen());
      Duration took = sweep(scene, revocation, probes);
      Times sweeping = handouts(probes.seen());
      scene.unmade().requireSwept(linkedLater.size());
      long links = scene.population().links() + (long) number * linkedLater.size();
      return new Swept(links, took, idle, sweeping);
    }
  }

  /**
   * Whoever waits for the regular look of the sweep waits for seconds: another wakes it at once.
   */
  private static Duration sweep(Scene scene, String revocation, Probes probes) throws Exception {
    scene.unmade().letSweep();
    probes.forget();
    long start = System.nanoTime();
    scene.admin().revoke(Admin.link(UUID.randomUUID()));
    while (scene.admin().show(revocation).path("erasedAt").isMissingNode()) {
      if (System.nanoTime() - start > SWEEP_LIMIT.toNanos()) {
        JsonNode now = scene.admin().show(revocation);
        throw new IllegalStateException("the sweep is not done: " + now);
      }
      Thread.sleep(LOOK_AGAIN);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static Times handouts(List<Seen> seen) {
    List<Seen> selected = seen.stream().filter(Seen::selected).toList();
    if (selected.stream().anyMatch(Seen::accepted)) {
      throw new IllegalStateException("a revoked link was given something during the sweep");
    }
    List<Seen> others = seen.stream().filter(one -> !one.selected()).toList();
    if (others.stream().anyMatch(Seen::refused)) {
      throw new IllegalStateException("a link that was made later was refused");
    }
    return Times.of(others.stream().map(Seen::took).toList());
  }

  private void tellSweeps(List<Swept> sweeps) {
    Swept middle = median(sweeps, Swept::linksPerSecond);
    report.atLeast(
        SWEEP_BAR,
        "links/s",
        String.format(Locale.ROOT, "sweep of %,d links", middle.links()),
        middle.linksPerSecond(),
        "%s in the median of %d"
            .formatted(Report.text(middle.took().toMillis() / 1e3, "s"), sweeps.size()));
    Swept usual = median(sweeps, Swept::slowdown);
    report.below(
        LATENCY_BAR,
        "",
        "hand-out p99 while it sweeps, in multiples of its idle value",
        usual.slowdown(),
        "p99 %s, idle %s; %,d and %,d hand-outs; median of %d"
            .formatted(
                Report.text(usual.sweeping().millis(P99), "ms"),
                Report.text(usual.idle().millis(P99), "ms"),
                usual.sweeping().sorted().size(),
                usual.idle().sorted().size(),
                sweeps.size()));
  }

  private static Swept median(List<Swept> sweeps, ToDoubleFunction<Swept> figure) {
    return sweeps.stream()
        .sorted(Comparator.comparingDouble(figure))
        .toList()
        .get(sweeps.size() / 2);
  }
}
