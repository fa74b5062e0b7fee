package dev.hushkey.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A process that cannot be mistaken: its pid, its start time in clock ticks, and the boot those
 * ticks count from. A pid alone may belong to someone else by the time it is read back.
 */
public record ProcessRecord(long pid, long startTicks, String boot) {
  // of the fields after the process name in /proc/PID/stat
  private static final int STATE = 0;
  private static final int START_TICKS = 19;

  // own and ended children's, user and system
  private static final int FIRST_TIME = 11;
  private static final int AFTER_TIMES = 15;

  /** What the kernel counts these in on every Linux that Java runs on. */
  private static final Duration TICK = Duration.ofMillis(10);

  /**
   * Reads what {@code pid start-ticks boot-id} says; empty when the file is missing or was cut
   * short.
   */
  public static Optional<ProcessRecord> read(Path file) {
    String[] fields = StateDirectory.read(file).orElse("").split(" ");
    if (fields.length != 3) {
      return Optional.empty();
    }
    return Optional.of(
        new ProcessRecord(Long.parseLong(fields[0]), Long.parseLong(fields[1]), fields[2]));
  }

  /** This very process. */
  public static ProcessRecord current() {
    long pid = ProcessHandle.current().pid();
    return new ProcessRecord(pid, Long.parseLong(stat(pid).orElseThrow()[START_TICKS]), bootId());
  }

  public void write(Path file) {
    StateDirectory.writePrivately(file, "%d %d %s\n".formatted(pid, startTicks, boot));
  }

  public boolean isAlive() {
    return boot.equals(bootId())
        && stat(pid)
            .filter(fields -> !fields[STATE].equals("Z"))
            .filter(fields -> Long.parseLong(fields[START_TICKS]) == startTicks)
            .isPresent();
  }

  /**
   * What it and its children, living and ended, have used of the processors so far.
   *
   * @param others processes that are counted elsewhere, with their children: {@code up} is the
   *     parent of all services
   */
  public Duration processorTime(Set<Long> others) {
    return ProcessHandle.of(pid).stream()
        .flatMap(process -> withChildren(process, others))
        .flatMap(process -> stat(process.pid()).stream())
        .map(ProcessRecord::processorTime)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** What the threads of it that compile for the JVM have used so far; zero if it is no JVM. */
  public Duration compilerTime() {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads
          .flatMap(thread -> stat(thread).stream())
          .filter(line -> line.contains("Compiler"))
          .map(ProcessRecord::fields)
          .map(ProcessRecord::processorTime)
          .reduce(Duration.ZERO, Duration::plus);
    } catch (IOException | UncheckedIOException e) {
      return Duration.ZERO;
    }
  }

  private static Stream<ProcessHandle> withChildren(ProcessHandle process, Set<Long> others) {
    Stream<ProcessHandle> children =
        process
            .children()
            .filter(child -> !others.contains(child.pid()))
            .flatMap(child -> withChildren(child, others));
    return Stream.concat(Stream.of(process), children);
  }

  private static Duration processorTime(String[] stat) {
    return TICK.multipliedBy(
        Arrays.stream(stat, FIRST_TIME, AFTER_TIMES).mapToLong(Long::parseLong).sum());
  }

  private static Optional<String[]> stat(long pid) {
    return stat(Path.of("/proc", Long.toString(pid))).map(ProcessRecord::fields);
  }

  private static Optional<String> stat(Path process) {
    try {
      return Optional.of(Files.readString(process.resolve("stat")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String[] fields(String stat) {
    // the name stands in parentheses and may itself hold blanks and parentheses
    return stat.substring(stat.lastIndexOf(") ") + 2).split(" ");
  }

  private static String bootId() {
    return StateDirectory.read(Path.of("/proc/sys/kernel/random/boot_id")).orElse("unknown");
  }
}
