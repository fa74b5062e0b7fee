package dev.hushkey.stack.bench;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.cells.CellsBench;
import dev.hushkey.stack.bench.revoke.KillBench;
import dev.hushkey.stack.bench.revoke.RevokeBench;
import dev.hushkey.stack.bench.storm.PlantedFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code ./hushkey bench NAME [numbers]}; each benchmark says in its own class what it measures.
 */
public final class Bench {

  private static final int LINKS = 20_000;

  private static final Map<String, Benchmark> BENCHMARKS = new LinkedHashMap<>();

  static {
    BENCHMARKS.put(
        "handout [rounds] [seconds] [links]",
        (stack, given) ->
            new HandoutBench(stack, given.at(0, 5), given.seconds(1, 6), given.at(2, LINKS)).run());
    BENCHMARKS.put(
        "latency [seconds] [links]",
        (stack, given) -> new LatencyBench(stack, given.seconds(0, 10), given.at(1, LINKS)).run());
    BENCHMARKS.put(
        "check [rounds] [seconds] [links]",
        (stack, given) ->
            new CheckBench(stack, given.at(0, 5), given.seconds(1, 6), given.at(2, LINKS)).run());
    BENCHMARKS.put(
        "introspect [rounds] [seconds]",
        (stack, given) ->
            new OAuthBench(stack, given.at(0, 5), Duration.ofSeconds(given.at(1, 3))).introspect());
    BENCHMARKS.put(
        "refresh [rounds] [seconds]",
        (stack, given) ->
            new OAuthBench(stack, given.at(0, 5), Duration.ofSeconds(given.at(1, 3))).refresh());
    BENCHMARKS.put(
        "growth [rounds] [seconds] [links]",
        (stack, given) ->
            new GrowthBench(
                    stack,
                    given.at(0, 5),
                    Duration.ofSeconds(given.at(1, 6)),
                    given.at(2, 10_000_000))
                .run());
    BENCHMARKS.put(
        "token [requests per second] [seconds] [rounds]",
        (stack, given) ->
            new TokenBench(stack, given.at(0, 100), given.at(1, 10), given.at(2, 5)).run());
    BENCHMARKS.put(
        "seal [rounds] [seconds]",
        (stack, given) ->
            new SealBench(stack, given.at(0, 5), Duration.ofSeconds(given.at(1, 3))).run());
    BENCHMARKS.put("start [rounds]", (stack, given) -> new StartBench(stack, given.at(0, 7)).run());
    BENCHMARKS.put(
        "commands [rounds]", (stack, given) -> new CommandBench(stack, given.at(0, 20)).run());
    BENCHMARKS.put(
        "storm [seconds] [links] [--plant FAULT]",
        (stack, given) ->
            new StormBench(stack, given.seconds(0, 300), given.at(1, LINKS), given.plant()).run());
    BENCHMARKS.put(
        "endure [minutes] [people]",
        (stack, given) -> new EndureBench(stack, given.at(0, 16), given.at(1, LINKS)).run());
    BENCHMARKS.put(
        "standby [answers] [people]",
        (stack, given) -> new StandbyBench(stack, given.at(0, 50_000), given.at(1, 3000)).run());
    BENCHMARKS.put(
        "cells [links]", (stack, given) -> new CellsBench(stack, given.at(0, 100_000)).run());
    BENCHMARKS.put(
        "revoke [links]", (stack, given) -> new RevokeBench(stack, given.at(0, 1_000_000)).run());
    BENCHMARKS.put(
        "kill [links] [kills]",
        (stack, given) -> new KillBench(stack, given.at(0, 40_000), given.at(1, 20)).run());
    BENCHMARKS.put(
        "keys [tokens]", (stack, given) -> new KeyLifeBench(stack, given.at(0, 24_000)).run());
  }

  private Bench() {}

  @FunctionalInterface
  private interface Benchmark {
    void run(LocalStack stack, Numbers given) throws Exception;
  }

  /** What follows the name. */
  private record Numbers(String... arguments) {

    private static final String PLANT = "--plant";

    int at(int index, int otherwise) {
      List<String> numbers =
          Stream.of(arguments).skip(2).takeWhile(word -> !word.startsWith("--")).toList();
      return numbers.size() > index ? Integer.parseInt(numbers.get(index)) : otherwise;
    }

    /** What follows the option {@value #PLANT}. */
    PlantedFault plant() {
      return Stream.of(arguments)
          .dropWhile(word -> !word.equals(PLANT))
          .skip(1)
          .findFirst()
          .map(PlantedFault::of)
          .orElse(PlantedFault.NONE);
    }

    Duration seconds(int index, int otherwise) {
      return Duration.ofSeconds(at(index, otherwise));
    }
  }

  /** The state directory, the name, and what else the benchmark takes. */
  public static void main(String... arguments) throws Exception {
    String name = arguments.length > 1 ? arguments[1] : "";
    for (Map.Entry<String, Benchmark> each : BENCHMARKS.entrySet()) {
      if (each.getKey().split(" ")[0].equals(name)) {
        System.exit(
            run(each.getValue(), LocalStack.attach(Path.of(arguments[0])), new Numbers(arguments)));
      }
    }
    BENCHMARKS.keySet().forEach(usage -> System.err.println("usage: ./hushkey bench " + usage));
    System.exit(2);
  }

  /** The exit code: threads of libraries would keep this process alive after an exception. */
  private static int run(Benchmark benchmark, LocalStack stack, Numbers given) {
    try {
      benchmark.run(stack, given);
      return 0;
    } catch (Exception failed) {
      failed.printStackTrace();
      return 1;
    }
  }
}
