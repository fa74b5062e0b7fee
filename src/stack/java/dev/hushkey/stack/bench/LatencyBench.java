package dev.hushkey.stack.bench;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.load.Arrivals;
import dev.hushkey.stack.bench.load.Endpoint;
import dev.hushkey.stack.bench.load.Plot;
import dev.hushkey.stack.bench.load.WarmUp;
import dev.hushkey.stack.bench.load.Wrk;
import dev.hushkey.stack.bench.rival.ReferenceBroker;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.bench.subject.Handouts;
import dev.hushkey.stack.bench.subject.ServedLink;
import dev.hushkey.stack.bench.subject.ServedLinks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ./hushkey bench latency [seconds] [links]}: how long hand-outs take at constant rates,
 * from a twentieth of what the server does at most to five times that; interleaved with the
 * reference broker.
 */
final class LatencyBench {

  private static final double[] SHARES = {
    0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 2, 5
  };
  private static final double PLOTTED = 1;
  private static final Path PICTURE = Path.of("target/bench/latency.svg");

  private final LocalStack stack;
  private final Duration duration;
  private final int number;

  LatencyBench(LocalStack stack, Duration duration, int links) {
    this.stack = stack;
    this.duration = duration;
    this.number = links;
  }

  void run() throws Exception {
    Wrk.require();
    System.out.println("Starting another Hushkey");
    try (BenchHushkey hushkey = BenchHushkey.start(stack)) {
      List<ServedLink> links = new ServedLinks(hushkey).write(number, number);
      List<String> tokens = links.stream().map(ServedLink::token).toList();
      try (ReferenceBroker reference = ReferenceBroker.start(stack, tokens);
          Arrivals arrivals = new Arrivals()) {
        measure(
            arrivals,
            List.of(new Handouts(hushkey, links).contender("Hushkey"), reference.contender()));
      }
    }
  }

  private void measure(Arrivals arrivals, List<Endpoint> endpoints) throws Exception {
    System.out.println("Loading each until its rate has stopped rising, which is its capacity");
    Map<Endpoint, Double> capacity = new LinkedHashMap<>();
    Map<Endpoint, List<Arrivals.Result>> results = new LinkedHashMap<>();
    for (Endpoint endpoint : endpoints) {
      capacity.put(endpoint, WarmUp.of(stack, endpoint));
      results.put(endpoint, new ArrayList<>());
    }
    System.out.println(
        "\n| | share of capacity | offered per s | good answers per s | p50 | p90 | p99 | refused (503)"
            + " | failed | not sent |\n|---|---|---|---|---|---|---|---|---|---|");
    for (double share : SHARES) {
      for (Endpoint endpoint : endpoints) {
        int rate = (int) Math.max(1, share * capacity.get(endpoint));
        Arrivals.Result result = arrivals.run(endpoint, rate, duration);
        tell(endpoint, share, result);
        if (share <= PLOTTED) {
          results.get(endpoint).add(result);
        }
      }
    }
    plot(results);
  }

  private static void tell(Endpoint endpoint, double share, Arrivals.Result result) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f %% | %d | %.0f | %.1f ms | %.1f ms | %.1f ms | %d | %d | %d |%n",
        endpoint.name(),
        100 * share,
        result.offered(),
        result.accepted(),
        result.quantile(0.5),
        result.quantile(0.9),
        result.quantile(0.99),
        result.refused(),
        result.failed(),
        result.dropped());
  }

  private static void plot(Map<Endpoint, List<Arrivals.Result>> results) throws Exception {
    Plot plot = new Plot("Hand-outs: latency against offered load");
    results.forEach(
        (endpoint, of) -> {
          plot.add(endpoint.name() + ", p50", of, 0.5);
          plot.add(endpoint.name() + ", p99", of, 0.99);
        });
    plot.write(PICTURE);
    System.out.println("\nPlotted in " + PICTURE);
  }
}
