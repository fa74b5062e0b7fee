package dev.hushkey.stack.bench;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.process.Http;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long the packaged application takes from its start as a process until it is ready, without an
 * AOT cache and with one that is made first. The database is migrated already.
 */
final class StartBench {

  private static final Path APPLICATION = Path.of("target/quarkus-app/quarkus-run.jar");
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final int OK = 200;

  private final Path cache;
  private final Path settings;
  private final String ready;
  private final int rounds;

  StartBench(LocalStack stack, int rounds) {
    Ports ports = Ports.free();
    Map<String, String> config = new TreeMap<>(stack.hushkeyConfig());
    config.put("quarkus.http.port", Integer.toString(ports.hushkey()));
    config.put("quarkus.management.port", Integer.toString(ports.inner()));
    this.cache = stack.state().directory("tmp").resolve("bench-start.aot");
    this.settings = stack.replica("bench-start", ports.hushkey()).writeSettings(config);
    this.ready = "http://127.0.0.1:" + ports.inner() + "/q/health/ready";
    this.rounds = rounds;
  }

  void run() throws IOException, InterruptedException {
    ProcessBuilder training = java(List.of(), "aot-cache", cache.toString());
    training.environment().put("SMALLRYE_CONFIG_LOCATIONS", settings.toUri().toString());
    if (training.inheritIO().start().waitFor() != 0) {
      throw new StackException("no cache");
    }
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      without.add(start(List.of()));
      with.add(start(List.of("-XX:AOTCache=" + cache)));
      System.out.printf(
          "round %d: %.2f s without the cache, %.2f s with it%n",
          round, without.getLast(), with.getLast());
    }
    System.out.printf(
        "%nmedian of %d: %.2f s without the cache, %.2f s with it%n",
        rounds, median(without), median(with));
  }

  private double start(List<String> flags) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(flags);
    all.add("-Dsmallrye.config.locations=" + settings);
    long begin = System.nanoTime();
    Process process =
        java(all).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      while (Http.status(ready) != OK) {
        if (!process.isAlive() || System.nanoTime() - begin > LIMIT.toNanos()) {
          throw new StackException("it did not become ready");
        }
        Thread.sleep(POLL);
      }
      return (System.nanoTime() - begin) / 1e9;
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static ProcessBuilder java(List<String> flags, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-jar", APPLICATION.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder java = new ProcessBuilder(command);
    // the stack's settings are a developer's: any other profile refuses them
    java.environment().put("QUARKUS_PROFILE", "dev");
    return java;
  }

  private static double median(List<Double> seconds) {
    return seconds.stream().sorted().toList().get(seconds.size() / 2);
  }
}
