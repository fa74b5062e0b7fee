package dev.hushkey.stack.bench;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.load.OpenLoop;
import dev.hushkey.stack.bench.load.ProcessorUse;
import dev.hushkey.stack.bench.subject.BenchCodes;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.bench.subject.BenchLinks;
import dev.hushkey.stack.bench.subject.TokenEndpoint;
import dev.hushkey.stack.fixture.Linking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * {@code ./hushkey bench token [requests per second] [seconds] [rounds]}: how long the token
 * endpoint takes at a constant rate, for refreshes and for exchanges of codes.
 */
final class TokenBench {

  private static final int LINKS = 500;

  private final LocalStack stack;
  private final int rate;
  private final int seconds;
  private final int rounds;

  TokenBench(LocalStack stack, int rate, int seconds, int rounds) {
    this.stack = stack;
    this.rate = rate;
    this.seconds = seconds;
    this.rounds = rounds;
  }

  void run() throws Exception {
    String redirectUri = new Linking(stack).redirectUri();
    try (BenchHushkey hushkey = BenchHushkey.start(stack)) {
      TokenEndpoint alexa = hushkey.tokenEndpoint(BenchHushkey.STABLE);
      List<TokenEndpoint.Tokens> tokens = new BenchLinks(hushkey).link(BenchHushkey.STABLE, LINKS);
      BenchCodes codes = new BenchCodes(hushkey, redirectUri);
      Callable<Boolean> refresh =
          asking(
              alexa,
              tokens.stream()
                  .map(t -> Map.of("grant_type", "refresh_token", "refresh_token", t.refresh()))
                  .toList(),
              true);
      Callable<Boolean> exchange = asking(alexa, codes.issue(rate * seconds * (rounds + 1)), false);
      measure(refresh, exchange);
    }
  }

  private void measure(Callable<Boolean> refresh, Callable<Boolean> exchange) throws Exception {
    OpenLoop loop = new OpenLoop(rate, Duration.ofSeconds(seconds));
    System.out.printf("Warming up at %d requests/s%n", rate);
    loop.run(refresh);
    loop.run(exchange);
    List<OpenLoop.Result> refreshes = new ArrayList<>();
    List<OpenLoop.Result> exchanges = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      refreshes.add(tell(round, "refresh", refresh, loop));
      exchanges.add(tell(round, "code", exchange, loop));
    }
    System.out.printf(
        Locale.ROOT,
        "median of p99 at %d/s: refresh %.1f ms, code %.1f ms%n",
        rate,
        medianP99(refreshes),
        medianP99(exchanges));
  }

  private OpenLoop.Result tell(int round, String name, Callable<Boolean> request, OpenLoop loop)
      throws InterruptedException {
    ProcessorUse before = ProcessorUse.now(stack);
    OpenLoop.Result result = loop.run(request);
    System.out.printf(
        Locale.ROOT,
        "round %d  %-8s  p50 %6.1f ms  p90 %6.1f ms  p99 %6.1f ms  max %6.1f ms"
            + "  failed %d  dropped %d  foreign %.0f %%  stolen %.0f %%%n",
        round,
        name,
        result.millis(0.5),
        result.millis(0.9),
        result.millis(0.99),
        result.millis(1),
        result.failed(),
        result.dropped(),
        100 * ProcessorUse.now(stack).foreignSince(before),
        100 * result.stolen());
    return result;
  }

  private static double medianP99(List<OpenLoop.Result> results) {
    double[] sorted = results.stream().mapToDouble(r -> r.millis(0.99)).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Asks with one form after the other, again from the first if wanted. */
  private static Callable<Boolean> asking(
      TokenEndpoint endpoint, List<Map<String, String>> forms, boolean again) {
    ConcurrentLinkedQueue<Map<String, String>> queue = new ConcurrentLinkedQueue<>(forms);
    return () -> {
      Map<String, String> form = queue.poll();
      endpoint.ask(form);
      if (again) {
        queue.add(form);
      }
      return true;
    };
  }
}
