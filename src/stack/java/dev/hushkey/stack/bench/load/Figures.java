package dev.hushkey.stack.bench.load;

import dev.hushkey.stack.LocalStack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * What was measured, round by round. The medians are those of the rounds that the machine's other
 * processes disturbed least.
 */
public final class Figures {

  /** A share of the machine above which a run says little. */
  private static final double LOUD = 0.1;

  private record Run(double perSecond, double cpuMicros, double foreign, double stolen) {}

  private final LocalStack stack;
  private final int wanted;
  private final List<Map<String, Run>> rounds = new ArrayList<>();

  /**
   * @param wanted how many rounds the medians are of
   */
  public Figures(LocalStack stack, int wanted) {
    this.stack = stack;
    this.wanted = wanted;
  }

  /** Begins another round, until enough were quiet or there are three times as many as wanted. */
  public boolean nextRound() {
    long quiet = rounds.stream().filter(round -> loudest(round) <= LOUD).count();
    if (quiet >= wanted || rounds.size() >= 3 * wanted) {
      return false;
    }
    rounds.add(new LinkedHashMap<>());
    return true;
  }

  /** Measures something that gives a rate per second, and tells it. */
  public void measure(String row, Callable<Double> work) throws Exception {
    long start = System.nanoTime();
    ProcessorUse before = ProcessorUse.now(stack);
    double perSecond = work.call();
    ProcessorUse after = ProcessorUse.now(stack);
    double items = perSecond * (System.nanoTime() - start) / 1e9;
    Run run =
        new Run(
            perSecond,
            Cpu.between(before, after).all() / items,
            after.foreignSince(before),
            after.stolenSince(before));
    rounds.getLast().put(row, run);
    System.out.printf(
        Locale.ROOT,
        "round %d  %-40s %8.0f/s  CPU %4.0f us  foreign %2.0f %%  stolen %2.0f %%%n",
        rounds.size(),
        row,
        perSecond,
        run.cpuMicros(),
        100 * run.foreign(),
        100 * run.stolen());
  }

  /** The medians of all rows. */
  public void tellMedians() {
    System.out.printf(
        "%n| | per s | CPU for each | foreign CPU | stolen |%n|---|---|---|---|---|%n");
    for (String row : rounds.getFirst().keySet()) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.0f µs | %.0f %% | %.0f %% |%n",
          row,
          median(round -> round.get(row).perSecond()),
          median(round -> round.get(row).cpuMicros()),
          100 * median(round -> round.get(row).foreign()),
          100 * median(round -> round.get(row).stolen()));
    }
  }

  /** The median of the rounds' ratios. */
  public void tellRatio(String what, String row, String to) {
    double ratio = median(round -> round.get(row).perSecond() / round.get(to).perSecond());
    System.out.printf(Locale.ROOT, "%s: %.2f%n", what, ratio);
  }

  private double median(ToDoubleFunction<Map<String, Run>> value) {
    double[] sorted =
        rounds.stream()
            .sorted(Comparator.comparingDouble(Figures::loudest))
            .limit(wanted)
            .mapToDouble(value)
            .sorted()
            .toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double loudest(Map<String, Run> round) {
    return round.values().stream().mapToDouble(run -> run.foreign() + run.stolen()).max().orElse(0);
  }
}
