package dev.hushkey.stack.bench.load;

import dev.hushkey.stack.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Runs several endpoints in turn, round by round, so that the machine's moods meet all alike. */
public final class Comparison {

  /** A share of the machine above which a round says little. */
  private static final double LOUD = 0.1;

  private record Run(Wrk.Result result, Duration used, double foreign, double stolen) {

    /** Of the servers and the load generator: hardly depends on what else the machine does. */
    double microsPerAnswer() {
      return used.toNanos() / 1000.0 / Math.max(1, result.requests());
    }
  }

  private record Round(Map<Endpoint, Run> runs) {

    double loudest() {
      return runs.values().stream().mapToDouble(r -> r.foreign() + r.stolen()).max().orElseThrow();
    }

    boolean isQuiet() {
      return loudest() <= LOUD;
    }
  }

  private final LocalStack stack;
  private final String what;
  private final List<Endpoint> endpoints;
  private final int rounds;
  private final Duration duration;
  private final Map<Integer, List<Round>> kept = new LinkedHashMap<>();

  public Comparison(
      LocalStack stack, String what, List<Endpoint> endpoints, int rounds, Duration duration) {
    this.stack = stack;
    this.what = what;
    this.endpoints = endpoints;
    this.rounds = rounds;
    this.duration = duration;
  }

  /** Lets each server compile what it needs. */
  public void warmUp(Duration warmUp) throws Exception {
    System.out.printf("%n%s: warming up%n", what);
    for (Endpoint endpoint : endpoints) {
      Wrk.run(endpoint, 64, warmUp);
    }
  }

  /**
   * Runs until there are enough rounds that the machine's other processes left in peace, or twice
   * as many as wanted; keeps the quietest.
   */
  public void run(int connections) throws Exception {
    List<Round> done = new ArrayList<>();
    while (done.size() < 2 * rounds && done.stream().filter(Round::isQuiet).count() < rounds) {
      done.add(round(done.size() + 1, connections));
    }
    done.sort(Comparator.comparingDouble(Round::loudest));
    kept.put(connections, done.subList(0, rounds));
  }

  private Round round(int number, int connections) throws Exception {
    List<Endpoint> order = new ArrayList<>(endpoints);
    // There and back: what runs first in one round runs last in the next
    if (number % 2 == 0) {
      Collections.reverse(order);
    }
    Map<Endpoint, Run> runs = new HashMap<>();
    for (Endpoint endpoint : order) {
      ProcessorUse before = ProcessorUse.now(stack);
      Wrk.Result result = Wrk.run(endpoint, connections, duration);
      ProcessorUse after = ProcessorUse.now(stack);
      Run run =
          new Run(
              result,
              after.oursSince(before),
              after.foreignSince(before),
              after.stolenSince(before));
      runs.put(endpoint, run);
      tell(number, connections, endpoint, run);
    }
    return new Round(runs);
  }

  private void tell(int round, int connections, Endpoint endpoint, Run run) {
    System.out.printf(
        Locale.ROOT,
        "%s  c=%-2d round %d  %-25s %7.0f/s  p50 %6.1f ms  p99 %7.1f ms  CPU %5.0f us"
            + "  failed %d  foreign %.0f %%  stolen %.0f %%%n",
        what,
        connections,
        round,
        endpoint.name(),
        run.result().perSecond(),
        run.result().p50Millis(),
        run.result().p99Millis(),
        run.microsPerAnswer(),
        run.result().failed(),
        100 * run.foreign(),
        100 * run.stolen());
  }

  /** Medians, and the median of each endpoint's ratios to the baseline of the same round. */
  public void tell(Endpoint baseline) {
    System.out.printf(
        "%n| %s | connections | median per s | p50 | p99 | CPU per answer | failed | foreign CPU | stolen |"
            + " times the baseline |%n|---|---|---|---|---|---|---|---|---|---|%n",
        what);
    kept.forEach(
        (connections, all) ->
            endpoints.forEach(endpoint -> tell(endpoint, connections, all, baseline)));
  }

  private static void tell(Endpoint endpoint, int connections, List<Round> all, Endpoint baseline) {
    List<Run> own = all.stream().map(round -> round.runs().get(endpoint)).toList();
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.0f | %.1f ms | %.1f ms | %.0f µs | %d of %d | %.0f %% | %.0f %% | %.2f |%n",
        endpoint.name(),
        connections,
        median(own, run -> run.result().perSecond()),
        median(own, run -> run.result().p50Millis()),
        median(own, run -> run.result().p99Millis()),
        median(own, Run::microsPerAnswer),
        own.stream().mapToLong(run -> run.result().failed()).sum(),
        own.stream().mapToLong(run -> run.result().requests()).sum(),
        100 * median(own, Run::foreign),
        100 * median(own, Run::stolen),
        median(
            all,
            round ->
                round.runs().get(endpoint).result().perSecond()
                    / round.runs().get(baseline).result().perSecond()));
  }

  private static <T> double median(List<T> all, ToDoubleFunction<T> value) {
    double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
