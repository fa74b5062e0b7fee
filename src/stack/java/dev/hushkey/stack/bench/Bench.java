package dev.hushkey.stack.bench;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.Given.Kind;
import dev.hushkey.stack.bench.cells.CellsBench;
import dev.hushkey.stack.bench.revoke.KillBench;
import dev.hushkey.stack.bench.revoke.RevokeBench;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code ./hushkey bench NAME [numbers]}; each benchmark says in its own class what it measures.
 */
public final class Bench {

  /** Two: the words on the command line are wrong, and nothing was begun. */
  private static final int USAGE = 2;

  private static final int LINKS = 20_000;
  private static final int MAX_LINKS = 50_000_000;

  private static final Map<String, Usage> BENCHMARKS = new LinkedHashMap<>();

  static {
    add(
        "handout",
        List.of(rounds(5), seconds(6), links(LINKS)),
        (stack, given) ->
            new HandoutBench(stack, given.at(0), given.seconds(1), given.at(2)).run());
    add(
        "latency",
        List.of(seconds(10), links(LINKS)),
        (stack, given) -> new LatencyBench(stack, given.seconds(0), given.at(1)).run());
    add(
        "check",
        List.of(rounds(5), seconds(6), links(LINKS)),
        (stack, given) -> new CheckBench(stack, given.at(0), given.seconds(1), given.at(2)).run());
    add(
        "introspect",
        List.of(rounds(5), seconds(3)),
        (stack, given) -> new OAuthBench(stack, given.at(0), given.seconds(1)).introspect());
    add(
        "refresh",
        List.of(rounds(5), seconds(3)),
        (stack, given) -> new OAuthBench(stack, given.at(0), given.seconds(1)).refresh());
    add(
        "growth",
        List.of(rounds(5), seconds(6), links(10_000_000)),
        (stack, given) -> new GrowthBench(stack, given.at(0), given.seconds(1), given.at(2)).run());
    add(
        "token",
        List.of(new Kind("requests per second", 100, 1, 100_000), seconds(10), rounds(5)),
        (stack, given) -> new TokenBench(stack, given.at(0), given.at(1), given.at(2)).run());
    add(
        "seal",
        List.of(rounds(5), seconds(3)),
        (stack, given) -> new SealBench(stack, given.at(0), given.seconds(1)).run());
    add("start", List.of(rounds(7)), (stack, given) -> new StartBench(stack, given.at(0)).run());
    add(
        "commands",
        List.of(rounds(20)),
        (stack, given) -> new CommandBench(stack, given.at(0)).run());
    BENCHMARKS.put(
        "storm",
        new Usage(
            List.of(seconds(300), people("links", LINKS)),
            true,
            (stack, given) ->
                new StormBench(stack, given.seconds(0), given.at(1), given.plant()).run()));
    add(
        "endure",
        List.of(new Kind("minutes", 16, 1, EndureBench.LONGEST), people("people", LINKS)),
        (stack, given) -> new EndureBench(stack, given.at(0), given.at(1)).run());
    add(
        "standby",
        List.of(new Kind("answers", 50_000, 1, Integer.MAX_VALUE), people("people", 3000)),
        (stack, given) -> new StandbyBench(stack, given.at(0), given.at(1)).run());
    add(
        "cells",
        List.of(links(100_000)),
        (stack, given) -> new CellsBench(stack, given.at(0)).run());
    add(
        "revoke",
        List.of(new Kind("links", 1_000_000, RevokeBench.MIN_LINKS, MAX_LINKS)),
        (stack, given) -> new RevokeBench(stack, given.at(0)).run());
    add(
        "kill",
        List.of(
            new Kind("links", 40_000, KillBench.LINKS_A_KILL, MAX_LINKS),
            new Kind("kills", 20, 1, 1000)),
        (stack, given) -> new KillBench(stack, given.at(0), given.at(1)).run());
    add(
        "keys",
        List.of(new Kind("tokens", 24_000, 1, MAX_LINKS)),
        (stack, given) -> new KeyLifeBench(stack, given.at(0)).run());
  }

  private Bench() {}

  @FunctionalInterface
  private interface Benchmark {
    void run(LocalStack stack, Given given) throws Exception;
  }

  /**
   * What may follow the name of a benchmark.
   *
   * @param plants whether it takes a fault to plant
   */
  private record Usage(List<Kind> kinds, boolean plants, Benchmark benchmark) {

    String of(String name) {
      return "usage: ./hushkey bench "
          + name
          + kinds.stream().map(kind -> " [" + kind.name() + "]").collect(Collectors.joining())
          + (plants ? " [--plant FAULT]" : "");
    }
  }

  private static void add(String name, List<Kind> kinds, Benchmark benchmark) {
    BENCHMARKS.put(name, new Usage(kinds, false, benchmark));
  }

  private static Kind rounds(int otherwise) {
    return new Kind("rounds", otherwise, 1, 1000);
  }

  private static Kind seconds(int otherwise) {
    return new Kind("seconds", otherwise, 1, 86_400);
  }

  private static Kind links(int otherwise) {
    return new Kind("links", otherwise, 1, MAX_LINKS);
  }

  /** So many that they are not all asked about at once. */
  private static Kind people(String name, int otherwise) {
    return new Kind(name, otherwise, 100, 1_000_000);
  }

  /** The state directory, the name, and what else the benchmark takes. */
  public static void main(String... arguments) throws Exception {
    List<String> words = List.of(arguments);
    String name = words.size() > 1 ? words.get(1) : "";
    Usage usage = BENCHMARKS.get(name);
    if (usage == null) {
      BENCHMARKS.forEach((each, known) -> System.err.println(known.of(each)));
      System.exit(USAGE);
    }
    Optional<String> mistake = mistake(name, words.subList(2, words.size()));
    if (mistake.isPresent()) {
      System.err.println(mistake.get() + "; " + usage.of(name));
      System.exit(USAGE);
    }
    Given given = Given.read(usage.kinds(), usage.plants(), words.subList(2, words.size()));
    System.exit(run(usage.benchmark(), LocalStack.attach(Path.of(words.getFirst())), given));
  }

  /** What is wrong with the words that follow the name; empty if nothing is. */
  static Optional<String> mistake(String name, List<String> words) {
    Usage usage = BENCHMARKS.get(name);
    try {
      Given given = Given.read(usage.kinds(), usage.plants(), words);
      return name.equals("kill") ? KillBench.mistake(given.at(0), given.at(1)) : Optional.empty();
    } catch (IllegalArgumentException wrong) {
      return Optional.of(wrong.getMessage());
    }
  }

  /** The names of all. */
  static Set<String> names() {
    return BENCHMARKS.keySet();
  }

  /** The exit code: threads of libraries would keep this process alive after an exception. */
  private static int run(Benchmark benchmark, LocalStack stack, Given given) {
    try {
      benchmark.run(stack, given);
      return 0;
    } catch (Exception failed) {
      failed.printStackTrace();
      return 1;
    }
  }
}
