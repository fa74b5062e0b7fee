package dev.hushkey.stack.bench;

import dev.hushkey.seal.TestSeal;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.load.Figures;
import dev.hushkey.stack.bench.load.Wrk;
import dev.hushkey.stack.bench.rival.RawTransit;
import dev.hushkey.stack.bench.rival.SealedToken;
import io.micrometer.core.instrument.DistributionSummary;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * {@code ./hushkey bench seal [rounds] [seconds]}: how many tokens the sealing room opens in this
 * process, against the stack's OpenBao; interleaved with one request for each token, and with the
 * same Transit engine asked by wrk.
 */
final class SealBench {

  private static final String BATCHING = "hushkey.vault.batching.";
  private static final int MAX_CALLS = 4;
  private static final int TOKENS = 2000;
  private static final int CALLERS = 64;
  private static final int RAW_CONNECTIONS = 16;
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private static final String EACH_ALONE = "one request for each, 64 callers";
  private static final String RAW_EACH_ALONE = "wrk, one item, 64 connections";
  private static final String LONE = "one caller";
  private static final String RAW_LONE_JAVA = "java.net.http, one item, one caller";
  private static final String RAW_LONE = "wrk, one item, 1 connection";

  private final LocalStack stack;
  private final Duration duration;
  private final Vertx vertx = Vertx.vertx();
  private final Figures figures;
  private final Map<Integer, TestSeal> batcher = new LinkedHashMap<>();
  private final TestSeal eachAlone;
  private final List<SealedToken> tokens;
  private final RawTransit raw;

  SealBench(LocalStack stack, int rounds, Duration duration) {
    this.stack = stack;
    this.duration = duration;
    this.figures = new Figures(stack, rounds);
    IntStream.rangeClosed(1, MAX_CALLS).forEach(i -> batcher.put(i, sealing(i, 150)));
    this.eachAlone = sealing(CALLERS, 1);
    this.tokens = SealedToken.seal(TOKENS, eachAlone.sealer());
    this.raw = new RawTransit(stack.openBao().address(), stack.openBao().serveToken(), tokens);
  }

  private TestSeal sealing(int maxConcurrentCalls, int maxItems) {
    Map<String, String> settings = new HashMap<>(stack.hushkeyConfig());
    settings.put(BATCHING + "max-concurrent-calls", Integer.toString(maxConcurrentCalls));
    settings.put(BATCHING + "max-items", Integer.toString(maxItems));
    return new TestSeal(settings);
  }

  void run() throws Exception {
    Wrk.require();
    System.out.println("Warming up");
    open(eachAlone, CALLERS, WARM_UP);
    open(batcher.get(2), CALLERS, WARM_UP);
    while (figures.nextRound()) {
      for (int calls : batcher.keySet()) {
        measureBatched(calls);
      }
      figures.measure(EACH_ALONE, () -> open(eachAlone, CALLERS, duration));
      figures.measure(RAW_EACH_ALONE, () -> raw.run(1, CALLERS, duration));
      figures.measure(LONE, () -> open(batcher.get(2), 1, duration));
      figures.measure(RAW_LONE_JAVA, () -> raw.oneByOne(duration));
      figures.measure(RAW_LONE, () -> raw.run(1, 1, duration));
    }
    tell();
  }

  /** And right after it wrk, with batches of the size that came about. */
  private void measureBatched(int calls) throws Exception {
    TestSeal seal = batcher.get(calls);
    DistributionSummary batches = seal.batchSizes();
    long callsBefore = batches.count();
    double itemsBefore = batches.totalAmount();
    figures.measure(batched(calls), () -> open(seal, CALLERS, duration));
    long items =
        Math.round(
            (batches.totalAmount() - itemsBefore) / Math.max(1, batches.count() - callsBefore));
    System.out.printf("         batches of %d%n", items);
    figures.measure(
        rawBatched(calls),
        () -> raw.run(Math.toIntExact(Math.max(1, items)), RAW_CONNECTIONS, duration));
  }

  private double open(TestSeal seal, int callers, Duration howLong) throws InterruptedException {
    return new Callers(vertx, seal.sealer(), tokens).run(callers, howLong);
  }

  private void tell() {
    figures.tellMedians();
    System.out.println();
    for (int calls : batcher.keySet()) {
      String row = batched(calls);
      figures.tellRatio(row + ", to one request for each", row, EACH_ALONE);
      figures.tellRatio(row + ", to wrk with one item a request", row, RAW_EACH_ALONE);
      figures.tellRatio(row + ", to wrk with such batches", row, rawBatched(calls));
    }
    figures.tellRatio("latency of one caller, to wrk's", RAW_LONE, LONE);
    figures.tellRatio("latency of one caller, to java.net.http's", RAW_LONE_JAVA, LONE);
  }

  private static String batched(int calls) {
    return "batched, 64 callers, " + calls + " calls at once";
  }

  private static String rawBatched(int calls) {
    return "wrk, such batches as with " + calls;
  }
}
