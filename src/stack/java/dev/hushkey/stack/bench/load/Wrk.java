package dev.hushkey.stack.bench.load;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks as fast as answers come, with <a href="https://github.com/wg/wrk">wrk</a>. Good for
 * throughput alone: a stall of the server stops the asking too.
 */
public final class Wrk {

  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
  private static final Pattern ALL = Pattern.compile("(\\d+) requests in");
  private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern BROKEN =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
  private static final Pattern ITEMS = Pattern.compile("Failed items: (\\d+)");
  private static final Pattern QUANTILE =
      Pattern.compile("(?m)^\\s+(50|99)%\\s+([\\d.]+)(us|ms|s) *$");

  private Wrk() {}

  /** Fails with what to do when wrk is not there. */
  public static void require() throws InterruptedException {
    try {
      new ProcessBuilder("wrk", "-v").redirectErrorStream(true).start().waitFor();
    } catch (IOException missing) {
      throw new IllegalStateException("wrk is missing. On Debian: apt-get install wrk", missing);
    }
  }

  /** One run; the endpoint has answered whatever it had begun when this returns. */
  public static Load run(Endpoint endpoint, int connections, Duration duration)
      throws IOException, InterruptedException {
    ProcessBuilder wrk =
        new ProcessBuilder(
            "wrk",
            "-t1",
            "-c" + connections,
            "-d" + duration.toSeconds() + "s",
            "--latency",
            "--timeout",
            "20s",
            "-s",
            script(endpoint.requests().script()).toString(),
            endpoint.address().toString());
    wrk.environment().putAll(endpoint.requests().environment());
    Process running = wrk.redirectErrorStream(true).start();
    String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // wrk goes on without a script that fails
    if (running.waitFor() != 0 || output.contains(".lua:")) {
      throw new IllegalStateException(endpoint.name() + ": wrk failed: " + output);
    }
    return parse(output);
  }

  static Load parse(String output) {
    long failed = sum(REFUSED, output) + sum(BROKEN, output);
    return new Load(
        Double.parseDouble(first(RATE, output)),
        Long.parseLong(first(ALL, output)),
        failed,
        sum(ITEMS, output),
        quantile("50", output),
        quantile("99", output));
  }

  private static Path script(String name) {
    try {
      return Path.of(Wrk.class.getResource("/bench/" + name).toURI());
    } catch (URISyntaxException ours) {
      throw new IllegalStateException(ours);
    }
  }

  private static String first(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IllegalStateException("wrk says something else: " + output);
    }
    return matcher.group(1);
  }

  private static long sum(Pattern pattern, String output) {
    long sum = 0;
    Matcher matcher = pattern.matcher(output);
    while (matcher.find()) {
      for (int i = 1; i <= matcher.groupCount(); i++) {
        sum += Long.parseLong(matcher.group(i));
      }
    }
    return sum;
  }

  private static double quantile(String percent, String output) {
    Matcher matcher = QUANTILE.matcher(output);
    while (matcher.find()) {
      if (matcher.group(1).equals(percent)) {
        return Double.parseDouble(matcher.group(2)) * millis(matcher.group(3));
      }
    }
    throw new IllegalStateException("wrk tells no " + percent + " %: " + output);
  }

  private static double millis(String unit) {
    return switch (unit) {
      case "us" -> 0.001;
      case "ms" -> 1;
      default -> 1000;
    };
  }
}
