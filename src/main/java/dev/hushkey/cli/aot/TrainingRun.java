package dev.hushkey.cli.aot;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One run of the service under the eyes of the JVM, which writes down what it loaded and compiled.
 * It is a replica like any other, with the settings of this installation, but nobody can call it:
 * it listens on ports of its own, on this machine only.
 */
final class TrainingRun {

  private static final List<String> ALONE =
      List.of(
          "-Dquarkus.http.host=127.0.0.1",
          "-Dquarkus.http.port=0",
          "-Dquarkus.http.ssl-port=0",
          "-Dquarkus.management.host=127.0.0.1",
          "-Dquarkus.management.port=0");

  /** What anybody may read, and no more: a training run leaves no trace in the data. */
  private static final List<String> PUBLIC_PATHS =
      List.of(
          "/.well-known/oauth-authorization-server",
          "/oauth2/jwks",
          "/oauth2/authorize",
          "/account/connected",
          "/hushkey.css");

  private static final String READY = "/q/health/ready";
  private static final List<String> OPERATIONS = List.of(READY, "/q/metrics", "/q/openapi");

  private static final Pattern STARTED = Pattern.compile(" started in .*Listening on: (.*)");
  private static final Pattern ADDRESS = Pattern.compile("https?://127\\.0\\.0\\.1:\\d+");

  /** What the JVM says when it writes a cache, also of a run that failed. */
  private static final Pattern OF_THE_JVM =
      Pattern.compile("\\[aot|AOT(Cache|Configuration| cache| configuration)");

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final int OK = 200;
  private static final int TAIL_LINES = 20;

  private final Path log;
  private final Process process;
  private final long end;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build();

  private TrainingRun(Path log, Process process, Duration limit) {
    this.log = log;
    this.process = process;
    this.end = System.nanoTime() + limit.toNanos();
  }

  /**
   * Starts the application, waits until it is ready, reads a few public pages and ends it in order.
   *
   * @param application {@code quarkus-run.jar}
   * @param options further options for the JVM
   * @param cache where the JVM writes the cache
   * @param limit for all of it
   */
  static void run(Path application, List<String> options, Path cache, Duration limit)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("hushkey-aot-cache", ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:AOTCacheOutput=" + cache);
    command.addAll(options);
    command.addAll(ALONE);
    command.addAll(List.of("-jar", application.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    try {
      TrainingRun run = new TrainingRun(log, process, limit);
      run.train();
      run.finish(cache);
    } finally {
      process.destroyForcibly();
      Files.delete(log);
    }
  }

  private void train() throws IOException, InterruptedException {
    List<URI> addresses = awaitAddresses();
    // The operators' listener is named last. Over TLS, nobody knows its certificate by this
    // address.
    List<URI> plain =
        addresses.stream().filter(address -> address.getScheme().equals("http")).toList();
    Optional<URI> operations = plain.isEmpty() ? Optional.empty() : Optional.of(plain.getLast());
    if (operations.isPresent()) {
      awaitReady(operations.get());
      for (URI address : plain) {
        for (String path : PUBLIC_PATHS) {
          get(address.resolve(path));
        }
      }
      for (String path : OPERATIONS) {
        get(operations.get().resolve(path));
      }
    }
  }

  private List<URI> awaitAddresses() throws IOException, InterruptedException {
    while (true) {
      Matcher started = STARTED.matcher(Files.readString(log));
      if (started.find()) {
        return ADDRESS
            .matcher(started.group(1))
            .results()
            .map(match -> URI.create(match.group()))
            .toList();
      }
      pause("did not start");
    }
  }

  private void awaitReady(URI operations) throws IOException, InterruptedException {
    while (get(operations.resolve(READY)) != OK) {
      pause("was not ready");
    }
  }

  /** Ends it as an operator would; then the JVM assembles the cache. */
  private void finish(Path cache) throws IOException, InterruptedException {
    process.destroy();
    long left = Math.max(1, end - System.nanoTime());
    if (!process.waitFor(left, TimeUnit.NANOSECONDS)) {
      throw failure("did not write its cache in time");
    }
    if (!Files.exists(cache)) {
      throw failure("ended without a cache");
    }
  }

  private int get(URI address) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(ANSWER).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private void pause(String what) throws IOException, InterruptedException {
    if (!process.isAlive() || System.nanoTime() > end) {
      throw failure(what);
    }
    Thread.sleep(PAUSE);
  }

  private CommandFailure failure(String what) throws IOException {
    List<String> lines =
        Files.readAllLines(log).stream().filter(line -> !OF_THE_JVM.matcher(line).find()).toList();
    String tail =
        lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()).stream()
            .collect(Collectors.joining("\n  ", "  ", ""));
    return new CommandFailure(
        ExitCode.UNAVAILABLE,
        "The training run "
            + what
            + ". It needs what the service needs: its settings, PostgreSQL, Vault and Keycloak."
            + " The end of its log:\n"
            + tail);
  }
}
