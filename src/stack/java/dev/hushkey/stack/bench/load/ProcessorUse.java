package dev.hushkey.stack.bench.load;

import dev.hushkey.stack.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who used the processors, as the kernel counts it, see <a
 * href="https://man7.org/linux/man-pages/man5/proc_stat.5.html">proc_stat(5)</a>.
 *
 * @param total the time of all processors
 * @param idle what nobody wanted
 * @param stolen what the host of a virtual machine gave to others
 * @param ours by process: those of the stack by the names of their records, {@link #LOAD} and
 *     {@link #BENCH}
 */
public record ProcessorUse(
    Duration total, Duration idle, Duration stolen, Map<String, Duration> ours) {

  /** The load generators that have ended. */
  static final String LOAD = "load";

  /** This process. */
  static final String BENCH = "bench";

  private static final Duration TICK = Duration.ofMillis(10);
  private static final int IDLE = 3;
  private static final int WAITING = 4;
  private static final int STOLEN = 7;

  // of the fields after the process name in /proc/PID/stat: own and ended children's, user and
  // system
  private static final int OWN_TIMES = 11;
  private static final int CHILDREN_TIMES = 13;
  private static final int AFTER_TIMES = 15;

  public static ProcessorUse now(LocalStack stack) {
    long[] all = numbers(read("/proc/stat").lines().findFirst().orElseThrow(), 1, STOLEN + 2);
    String self = read("/proc/self/stat");
    String times = self.substring(self.lastIndexOf(") ") + 2);
    Map<String, Duration> ours = new TreeMap<>(stack.processorTimes());
    ours.put(BENCH, sum(numbers(times, OWN_TIMES, CHILDREN_TIMES)));
    ours.put(LOAD, sum(numbers(times, CHILDREN_TIMES, AFTER_TIMES)));
    return new ProcessorUse(
        sum(all), ticks(all[IDLE] + all[WAITING]), ticks(all[STOLEN]), Map.copyOf(ours));
  }

  /** The share of the machine's time since then that went to processes of others, 0 to 1. */
  public double foreignSince(ProcessorUse before) {
    Duration all = total.minus(before.total);
    Duration ourShare = oursSince(before).values().stream().reduce(Duration.ZERO, Duration::plus);
    Duration foreign =
        all.minus(idle.minus(before.idle)).minus(stolen.minus(before.stolen)).minus(ourShare);
    return Math.max(0, share(foreign, all));
  }

  /** What each process of ours has used since then. */
  Map<String, Duration> oursSince(ProcessorUse before) {
    Map<String, Duration> since = new TreeMap<>();
    ours.forEach(
        (process, time) ->
            since.put(process, time.minus(before.ours.getOrDefault(process, Duration.ZERO))));
    return since;
  }

  /** The share since then that the machine's host gave to others, 0 to 1. */
  double stolenSince(ProcessorUse before) {
    return share(stolen.minus(before.stolen), total.minus(before.total));
  }

  private static double share(Duration part, Duration all) {
    return (double) part.toMillis() / Math.max(1, all.toMillis());
  }

  private static Duration sum(long... counts) {
    return ticks(Arrays.stream(counts).sum());
  }

  private static Duration ticks(long count) {
    return TICK.multipliedBy(count);
  }

  private static long[] numbers(String line, int from, int to) {
    return Arrays.stream(line.split(" +"), from, to).mapToLong(Long::parseLong).toArray();
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
