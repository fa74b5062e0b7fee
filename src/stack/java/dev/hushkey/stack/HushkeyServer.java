package dev.hushkey.stack;

import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.Http;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StateDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Hushkey itself as it is delivered: the packaged application in a process of its own. */
public final class HushkeyServer {
  private static final Path APPLICATION = Path.of("target/quarkus-app/quarkus-run.jar");

  /** It is healthy when Keycloak is, whose first start takes its time. */
  private static final Duration START_LIMIT = Duration.ofMinutes(10);

  /** The first time after a build Java writes its cache. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  /** Without TLS to PostgreSQL, as on a developer's machine. */
  private static final String DEVELOPMENT = "dev";

  private static final int OK = 200;

  private final StateDirectory state;
  private final String name;
  private final int port;
  private final int innerPort;
  private final ServiceProcess process;
  private volatile Path application = APPLICATION;

  HushkeyServer(StateDirectory state, Ports ports) {
    this(state, "hushkey", ports.hushkey(), ports.inner());
  }

  /**
   * @param name names the record, the log and the file of settings
   */
  HushkeyServer(StateDirectory state, String name, int port, int innerPort) {
    this.state = state;
    this.name = name;
    this.port = port;
    this.innerPort = innerPort;
    this.process = new ServiceProcess(name, state, "TERM");
  }

  /** The {@code quarkus-run.jar} of this build, which every server takes at first. */
  public static Path ofThisBuild() {
    return APPLICATION;
  }

  /**
   * Takes another build from its next start on.
   *
   * @param jar its {@code quarkus-run.jar}
   */
  public void use(Path jar) {
    application = jar;
  }

  /** Starts it with these settings; a leftover is ended first, since it may be an older build. */
  public void start(Map<String, String> config) {
    startIn(DEVELOPMENT, config);
  }

  /** The same in another profile; all but {@code dev} and {@code test} are guarded. */
  public void startIn(String profile, Map<String, String> config) {
    start(config, List.of("-Dquarkus.profile=" + profile));
  }

  /**
   * The same with an AOT cache, which the first run after a build leaves behind: saves half of the
   * time.
   */
  void startFromCache(Map<String, String> config) {
    Path cache = state.directory("tmp").resolve(name + ".aot");
    start(
        config,
        List.of(
            "-Dquarkus.profile=" + DEVELOPMENT,
            isNewerThanApplication(cache) ? "-XX:AOTCache=" + cache : "-XX:AOTCacheOutput=" + cache,
            // what does not fit into the cache is no news
            "-Xlog:disable"));
  }

  private static boolean isNewerThanApplication(Path cache) {
    try {
      return Files.exists(cache)
          && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(APPLICATION)) > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start(Map<String, String> config, List<String> flags) {
    process.stop(STOP_LIMIT);
    if (!Files.exists(application)) {
      throw new StackException(application + " is missing: build first");
    }
    Path settings = writeSettings(onOwnPorts(config));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-XX:+UseParallelGC");
    command.addAll(flags);
    // Vert.x makes /tmp/vertx-cache, which then belongs to the first user of the machine
    command.add("-Djava.io.tmpdir=" + state.directory("tmp"));
    command.add("-Dsmallrye.config.locations=" + settings);
    command.addAll(List.of("-jar", application.toAbsolutePath().toString()));
    process.start(command, Map.of(), state.root());
    process.awaitHealthy(this::isHealthy, START_LIMIT);
  }

  private Map<String, String> onOwnPorts(Map<String, String> config) {
    Map<String, String> own = new TreeMap<>(config);
    own.put("quarkus.http.port", Integer.toString(port));
    own.put("quarkus.management.port", Integer.toString(innerPort));
    return own;
  }

  /** Writes these settings into a file, since a command line is everyone's to read. */
  public Path writeSettings(Map<String, String> config) {
    Path file = state.directory("run").resolve(name + ".properties");
    StateDirectory.writePrivately(file, properties(config));
    return file;
  }

  /**
   * Runs one of its commands, as an operator would: the settings in a file, secrets in the
   * environment.
   */
  public Command run(Map<String, String> config, Map<String, String> secrets, String... command) {
    Map<String, String> environment = new TreeMap<>(secrets);
    environment.put("SMALLRYE_CONFIG_LOCATIONS", writeSettings(config).toString());
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", application.toAbsolutePath().toString()));
    all.addAll(List.of(command));
    return Command.run(all, environment, state.directory("tmp"));
  }

  /** Ends it in order. */
  public void stop() {
    process.stop(STOP_LIMIT);
  }

  /** Ends it as a crash would. */
  public void kill() {
    process.kill();
  }

  /** Stops it where it stands, as a machine does that hangs. */
  public void pause() {
    process.pause();
  }

  /** Lets it go on. */
  public void resume() {
    process.resume();
  }

  boolean isRunning() {
    return process.isRunning();
  }

  /** Whether it runs, is ready, and everything that it depends on works. */
  public boolean isHealthy() {
    return Http.status(innerAddress() + "/q/health") == OK;
  }

  /** Its public base URL. */
  public String address() {
    return "http://127.0.0.1:" + port;
  }

  /** The base URL of health, metrics and the API document. */
  public String innerAddress() {
    return "http://127.0.0.1:" + innerPort;
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
