package dev.hushkey.testing.bench;

import dev.hushkey.testing.stack.LocalStack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What was measured in each round, and their medians. */
final class Figures {

  private record Run(double perSecond, double foreign, double stolen) {}

  private final LocalStack stack;
  private final Map<String, List<Run>> rows = new LinkedHashMap<>();

  Figures(LocalStack stack) {
    this.stack = stack;
  }

  /** Measures something that gives a rate, and tells it. */
  void measure(String row, Callable<Double> work) throws Exception {
    ProcessorUse before = ProcessorUse.now(stack);
    double perSecond = work.call();
    ProcessorUse after = ProcessorUse.now(stack);
    Run run = new Run(perSecond, after.foreignSince(before), after.stolenSince(before));
    rows.computeIfAbsent(row, _ -> new ArrayList<>()).add(run);
    System.out.printf(
        Locale.ROOT,
        "round %d  %-36s %8.0f/s  foreign %2.0f %%  stolen %2.0f %%%n",
        rows.get(row).size(),
        row,
        perSecond,
        100 * run.foreign(),
        100 * run.stolen());
  }

  /** The medians of all rows, with the processor time that went to others. */
  void tellMedians() {
    System.out.printf("%n| | tokens per s | foreign CPU | stolen |%n|---|---|---|---|%n");
    rows.forEach(
        (row, runs) ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %.0f %% | %.0f %% |%n",
                row,
                median(runs.stream().mapToDouble(Run::perSecond)),
                100 * median(runs.stream().mapToDouble(Run::foreign)),
                100 * median(runs.stream().mapToDouble(Run::stolen))));
  }

  /** The median of the rounds' ratios, and their range. */
  void tellRatio(String what, String row, String to) {
    List<Run> these = rows.get(row);
    List<Run> those = rows.get(to);
    double[] ratios =
        IntStream.range(0, these.size())
            .mapToDouble(i -> these.get(i).perSecond() / those.get(i).perSecond())
            .sorted()
            .toArray();
    System.out.printf(
        Locale.ROOT,
        "%s: %.2f (%.2f to %.2f)%n",
        what,
        median(DoubleStream.of(ratios)),
        ratios[0],
        ratios[ratios.length - 1]);
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
