package dev.hushkey.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Hushkey itself as it is delivered: the packaged application in a process of its own. */
public final class HushkeyServer {
  private static final Path APPLICATION = Path.of("target/quarkus-app/quarkus-run.jar");

  /** It is ready when Keycloak is, whose first start takes its time. */
  private static final Duration START_LIMIT = Duration.ofSeconds(300);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final int OK = 200;

  private final StateDirectory state;
  private final String name;
  private final String address;
  private final ServiceProcess process;

  HushkeyServer(StateDirectory state, Ports ports) {
    this(state, "hushkey", ports.hushkey());
  }

  /**
   * @param name names the record, the log and the file of settings
   */
  HushkeyServer(StateDirectory state, String name, int port) {
    this.state = state;
    this.name = name;
    this.address = "http://127.0.0.1:" + port;
    this.process = new ServiceProcess(name, state, "TERM");
  }

  /** Starts it with these settings; a leftover is ended first, since it may be an older build. */
  public void start(Map<String, String> config) {
    process.stop(STOP_LIMIT);
    if (!Files.exists(APPLICATION)) {
      throw new StackException(APPLICATION + " is missing: build first");
    }
    Path file = state.directory("run").resolve(name + ".properties");
    StateDirectory.writePrivately(file, properties(config));
    process.start(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            // Vert.x makes /tmp/vertx-cache, which then belongs to the first user of the machine
            "-Djava.io.tmpdir=" + state.directory("tmp"),
            // settings come in a file: a command line is everyone's to read
            "-Dsmallrye.config.locations=" + file,
            "-jar",
            APPLICATION.toAbsolutePath().toString()),
        Map.of(),
        state.root());
    process.awaitHealthy(this::isHealthy, START_LIMIT);
  }

  /** Ends it in order. */
  public void stop() {
    process.stop(STOP_LIMIT);
  }

  /** Ends it as a crash would. */
  public void kill() {
    process.kill();
  }

  boolean isRunning() {
    return process.isRunning();
  }

  /** Whether it runs and says that it is ready. */
  public boolean isHealthy() {
    return Http.status(address + "/q/health/ready") == OK;
  }

  /** Its public base URL. */
  public String address() {
    return address;
  }

  /** The server's log. */
  public Path log() {
    return process.log();
  }

  /**
   * Writes what lives on its heap into a file, which must not exist yet; collects garbage first.
   */
  public void dumpHeap(Path file) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    long pid = process.pid().orElseThrow(() -> new StackException(name + " does not run"));
    Command dump =
        Command.run(jcmd.toString(), Long.toString(pid), "GC.heap_dump", file.toString());
    if (!dump.succeeded() || !Files.exists(file)) {
      throw new StackException("no heap dump: " + dump.output());
    }
  }

  private static String properties(Map<String, String> config) {
    return new TreeMap<>(config)
        .entrySet().stream()
            // the format's one special character that our values may hold
            .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\"))
            .collect(Collectors.joining("\n", "", "\n"));
  }
}
