package dev.hushkey.stack.bench.rival;

import dev.hushkey.stack.bench.load.Contender;
import dev.hushkey.stack.bench.load.Load;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.ToolCache;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One statement as fast as PostgreSQL answers it, asked by <a
 * href="https://www.postgresql.org/docs/18/pgbench.html">pgbench</a>.
 *
 * @param script under {@code /bench}
 * @param arguments the server, the user, the variables and the database
 */
record PgBench(String name, Path program, String script, String password, List<String> arguments)
    implements Contender {

  private static final Pattern RATE =
      Pattern.compile("tps = ([\\d.]+) \\(without initial connection time\\)");
  private static final Pattern ALL =
      Pattern.compile("number of transactions actually processed: (\\d+)");
  private static final Pattern FAILED = Pattern.compile("number of failed transactions: (\\d+)");

  /** The share of statements whose latency is logged: enough for quantiles, and cheap. */
  private static final String SAMPLE = "0.05";

  private static final int LATENCY = 2;
  private static final double MICROS = 1000;

  @Override
  public String process() {
    return "postgres";
  }

  @Override
  public Load run(int connections, Duration duration) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("hushkey-pgbench");
    try {
      return run(connections, duration, directory);
    } finally {
      StateDirectory.delete(directory);
    }
  }

  private Load run(int connections, Duration duration, Path directory)
      throws IOException, InterruptedException {
    // pip gave the wheel's programs no right to run
    ToolCache.makeExecutable(program);
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of("--no-vacuum", "--protocol=prepared", "--jobs=1"));
    command.addAll(List.of("--client=" + connections, "--time=" + duration.toSeconds()));
    command.addAll(List.of("--log", "--sampling-rate=" + SAMPLE, "--file=" + file()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("PGPASSWORD", password);
    Process running = builder.redirectErrorStream(true).start();
    String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (running.waitFor() != 0) {
      throw new IllegalStateException(name + ": pgbench failed: " + output);
    }
    return parse(output, latencies(directory));
  }

  private static Load parse(String output, double... latencies) {
    long all = Long.parseLong(first(ALL, output));
    // On a busy machine 64 log-ins may take as long as a run, and then pgbench tells nothing else
    return all == 0
        ? new Load(0, 0, 0, 0, Double.NaN, Double.NaN)
        : new Load(
            Double.parseDouble(first(RATE, output)),
            all,
            Long.parseLong(first(FAILED, output)),
            0,
            quantile(latencies, 0.5),
            quantile(latencies, 0.99));
  }

  private Path file() {
    try {
      return Path.of(PgBench.class.getResource("/bench/" + script).toURI());
    } catch (URISyntaxException ours) {
      throw new IllegalStateException(ours);
    }
  }

  /** In milliseconds, sorted. */
  private static double[] latencies(Path directory) throws IOException {
    try (Stream<Path> logs = Files.list(directory)) {
      List<Path> all = logs.toList();
      List<String> lines = new ArrayList<>();
      for (Path log : all) {
        lines.addAll(Files.readAllLines(log));
      }
      return lines.stream()
          .mapToDouble(line -> Long.parseLong(line.split(" ")[LATENCY]) / MICROS)
          .sorted()
          .toArray();
    }
  }

  private static double quantile(double[] sorted, double quantile) {
    int index = (int) Math.ceil(quantile * sorted.length) - 1;
    return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, index)];
  }

  private static String first(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IllegalStateException("pgbench says something else: " + output);
    }
    return matcher.group(1);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "PgBench[" + name + "]";
  }
}
