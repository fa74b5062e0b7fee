package dev.hushkey.stack.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One service as a process of its own: started apart from us, recorded in a file, found again by a
 * later run.
 */
public final class ServiceProcess {
  /**
   * The process writes its own record before it becomes the service, so that no moment exists in
   * which it runs unrecorded.
   */
  private static final String RECORD_THEN_RUN =
      """
      umask 077
      file=$1; shift
      read -r boot </proc/sys/kernel/random/boot_id
      read -r stat </proc/$$/stat
      ticks=$(set -- ${stat##*) }; echo "${20}")
      printf '%s %s %s\\n' $$ "$ticks" "$boot" >"$file"
      exec "$@"
      """;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int TAIL_LINES = 15;

  private final String name;
  private final StateDirectory state;
  private final String stopSignal;

  /**
   * @param name names the record and the log
   * @param stopSignal the signal that asks for an orderly end: {@code TERM}, {@code INT}
   */
  public ServiceProcess(String name, StateDirectory state, String stopSignal) {
    this.name = name;
    this.state = state;
    this.stopSignal = stopSignal;
  }

  public Path log() {
    return state.log(name);
  }

  public boolean isRunning() {
    return running().isPresent();
  }

  private Optional<ProcessRecord> running() {
    return ProcessRecord.read(state.record(name)).filter(ProcessRecord::isAlive);
  }

  /**
   * Starts the command in a session of its own: Ctrl-C in our terminal reaches us only, and we stop
   * it in order.
   */
  public void start(List<String> command, Map<String, String> environment, Path directory) {
    List<String> all = new ArrayList<>(List.of("setsid", "sh", "-c", RECORD_THEN_RUN, "sh"));
    all.add(state.record(name).toString());
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all).directory(directory.toFile());
    builder.environment().putAll(environment);
    builder.redirectInput(new File("/dev/null"));
    if (!Files.exists(log())) {
      StateDirectory.writePrivately(log(), "");
    }
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    try {
      Process process = builder.start();
      // Until the record stands, isRunning() would say no
      await(() -> isRunning() || !process.isAlive(), Duration.ofSeconds(10));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  /**
   * Waits until the service answers; a service that ends meanwhile fails at once, with the end of
   * its log.
   */
  public void awaitHealthy(BooleanSupplier healthy, Duration limit) {
    boolean ended = await(() -> healthy.getAsBoolean() || !isRunning(), limit);
    if (!isRunning()) {
      throw new StackException("%s ended right after its start.%s".formatted(name, logTail()));
    }
    // not asked again: on a busy machine the next answer may be another
    if (!ended) {
      throw new StackException(
          "%s did not become healthy within %d s.%s".formatted(name, limit.toSeconds(), logTail()));
    }
  }

  /**
   * Asks for an orderly end and, past the limit, forces one. Nothing to do when it does not run.
   */
  public void stop(Duration limit) {
    signal(stopSignal);
    if (!await(() -> !isRunning(), limit)) {
      kill();
    }
  }

  /** Ends it as a crash would: SIGKILL, no goodbye. */
  public void kill() {
    signal("KILL");
    await(() -> !isRunning(), Duration.ofSeconds(10));
  }

  /** Stops it where it stands, with its children: it keeps its connections and says nothing. */
  public void pause() {
    signalAll("STOP");
  }

  /** Lets it go on after {@link #pause}. */
  public void resume() {
    signalAll("CONT");
  }

  /** Has it read its configuration again: SIGHUP. */
  public void reload() {
    signal("HUP");
  }

  /** The process id, if it runs. */
  public Optional<Long> pid() {
    return running().map(ProcessRecord::pid);
  }

  private void signal(String signal) {
    running()
        .ifPresent(
            process -> Command.run("sh", "-c", "kill -%s %d".formatted(signal, process.pid())));
  }

  private void signalAll(String signal) {
    String all =
        pid().flatMap(ProcessHandle::of).stream()
            .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
            .map(process -> Long.toString(process.pid()))
            .collect(Collectors.joining(" "));
    // One that has ended meanwhile does not matter.
    Command.run("sh", "-c", "kill -%s %s 2>/dev/null".formatted(signal, all));
  }

  private String logTail() {
    try {
      List<String> lines = Files.readAllLines(log());
      List<String> tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
      return " The end of %s:%n  %s".formatted(log(), String.join("\n  ", tail));
    } catch (IOException e) {
      return " Its log: " + log();
    }
  }

  /** Polls; true when the condition came true in time. */
  public static boolean await(BooleanSupplier condition, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StackException("interrupted while waiting", e);
      }
    }
    return true;
  }
}
