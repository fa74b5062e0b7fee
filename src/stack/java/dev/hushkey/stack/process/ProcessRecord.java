package dev.hushkey.stack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process that cannot be mistaken: its pid, its start time in clock ticks, and the boot those
 * ticks count from. A pid alone may belong to someone else by the time it is read back.
 */
public record ProcessRecord(long pid, long startTicks, String boot) {
  // of the fields after the process name in /proc/PID/stat
  private static final int STATE = 0;
  private static final int START_TICKS = 19;

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

  /** What it and its living children have used of the processors so far. */
  public Duration processorTime() {
    return ProcessHandle.of(pid).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static Optional<String[]> stat(long pid) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // the name stands in parentheses and may itself hold blanks and parentheses
      return Optional.of(line.substring(line.lastIndexOf(") ") + 2).split(" "));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String bootId() {
    return StateDirectory.read(Path.of("/proc/sys/kernel/random/boot_id")).orElse("unknown");
  }
}
