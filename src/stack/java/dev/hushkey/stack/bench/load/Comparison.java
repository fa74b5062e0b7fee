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

/** Runs several contenders in turn, round by round, so that the machine's moods meet all alike. */
public final class Comparison {

  /** A share of the machine above which a round says little. */
  private static final double LOUD = 0.1;

  private static final Duration SETTLING = Duration.ofSeconds(6);

  private static final List<Integer> CONNECTIONS = List.of(64, 16, 1);

  private record Round(Map<Contender, Run> runs) {

    double loudest() {
      return runs.values().stream().mapToDouble(r -> r.foreign() + r.stolen()).max().orElseThrow();
    }

    boolean isQuiet() {
      return loudest() <= LOUD;
    }
  }

  private final LocalStack stack;
  private final String what;
  private final List<? extends Contender> contenders;
  private final int rounds;
  private final Duration duration;
  private final Map<Integer, List<Round>> kept = new LinkedHashMap<>();

  public Comparison(
      LocalStack stack,
      String what,
      List<? extends Contender> contenders,
      int rounds,
      Duration duration) {
    this.stack = stack;
    this.what = what;
    this.contenders = contenders;
    this.rounds = rounds;
    this.duration = duration;
  }

  /** Warms up, then runs at 64, 16 and 1 connections. */
  public void run() throws Exception {
    warmUp();
    for (int connections : CONNECTIONS) {
      run(connections);
    }
  }

  private void warmUp() throws Exception {
    System.out.printf("%n%s: loading each until its rate has stopped rising%n", what);
    for (Contender contender : contenders) {
      WarmUp.of(stack, contender);
    }
  }

  /**
   * Runs until there are enough rounds that the machine's other processes left in peace, or twice
   * as many as wanted; keeps the quietest. Each settles at this number of connections first.
   */
  private void run(int connections) throws Exception {
    for (Contender contender : contenders) {
      // another number of connections runs other code, some of it for the first time
      Run.of(stack, contender, connections, SETTLING);
    }
    List<Round> done = new ArrayList<>();
    while (done.size() < 2 * rounds && done.stream().filter(Round::isQuiet).count() < rounds) {
      done.add(round(done.size() + 1, connections));
    }
    done.sort(Comparator.comparingDouble(Round::loudest));
    kept.put(connections, done.subList(0, rounds));
  }

  private Round round(int number, int connections) throws Exception {
    List<Contender> order = new ArrayList<>(contenders);
    // There and back: what runs first in one round runs last in the next
    if (number % 2 == 0) {
      Collections.reverse(order);
    }
    Map<Contender, Run> runs = new HashMap<>();
    for (Contender contender : order) {
      Run run = Run.of(stack, contender, connections, duration);
      runs.put(contender, run);
      tell(number, connections, contender, run);
    }
    return new Round(runs);
  }

  private void tell(int round, int connections, Contender contender, Run run) {
    System.out.printf(
        Locale.ROOT,
        "%s  c=%-2d round %d  %-28s %7.0f/s  p50 %6.1f ms  p99 %7.1f ms  CPU %5.0f us"
            + "  failed %d  foreign %.0f %%  stolen %.0f %%%n",
        what,
        connections,
        round,
        contender.name(),
        run.load().perSecond(),
        run.load().p50Millis(),
        run.load().p99Millis(),
        run.micros(Cpu::all),
        run.load().failed(),
        100 * run.foreign(),
        100 * run.stolen());
  }

  /**
   * Medians, and the median of each contender's ratios to the baseline of the same round. What is
   * neither server, database, Vault nor load generator is in the last column of the processor
   * times: this process, and servers of the stack that were not asked.
   */
  public void tell(Contender baseline) {
    System.out.printf(
        "%n| %s | connections | per s | of %s | p50 | p99 | CPU: server | PostgreSQL | OpenBao |"
            + " load | others | failed | foreign CPU | stolen |%n"
            + "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|%n",
        what, baseline.name());
    kept.forEach(
        (connections, all) ->
            contenders.forEach(contender -> tell(contender, connections, all, baseline)));
  }

  private static void tell(
      Contender contender, int connections, List<Round> all, Contender baseline) {
    List<Run> own = all.stream().map(round -> round.runs().get(contender)).toList();
    String server = contender.process();
    boolean isPart = server.equals(Cpu.POSTGRES) || server.equals(Cpu.OPENBAO);
    List<String> known = List.of(server, Cpu.POSTGRES, Cpu.OPENBAO, ProcessorUse.LOAD);
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.0f | %.2f | %.1f ms | %.1f ms | %s | %s | %s | %s | %s | %d of %d | %.0f %% |"
            + " %.0f %% |%n",
        contender.name(),
        connections,
        median(own, run -> run.load().perSecond()),
        median(
            all,
            round ->
                round.runs().get(contender).load().perSecond()
                    / round.runs().get(baseline).load().perSecond()),
        median(own, run -> run.load().p50Millis()),
        median(own, run -> run.load().p99Millis()),
        isPart ? "–" : micros(own, cpu -> cpu.of(server)),
        micros(own, cpu -> cpu.of(Cpu.POSTGRES)),
        micros(own, cpu -> cpu.of(Cpu.OPENBAO)),
        micros(own, cpu -> cpu.of(ProcessorUse.LOAD)),
        micros(own, cpu -> cpu.without(known)),
        own.stream().mapToLong(run -> run.load().failed()).sum(),
        own.stream().mapToLong(run -> run.load().requests()).sum(),
        100 * median(own, Run::foreign),
        100 * median(own, Run::stolen));
  }

  private static String micros(List<Run> runs, ToDoubleFunction<Cpu> part) {
    return String.format(Locale.ROOT, "%.0f µs", median(runs, run -> run.micros(part)));
  }

  private static <T> double median(List<T> all, ToDoubleFunction<T> value) {
    double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
