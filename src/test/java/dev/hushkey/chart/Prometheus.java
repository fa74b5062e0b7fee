package dev.hushkey.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.stack.process.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Prometheus as Debian packages it ({@code apt-get install prometheus}): its server, on a free port
 * of this machine, and promtool. Where it is missing, tests fail.
 */
final class Prometheus implements AutoCloseable {

  static final String PROMTOOL = "promtool";

  private static final String SERVER = "prometheus";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;
  private final Process server;
  private final Path log;

  private Prometheus(Path directory, String configuration) throws IOException {
    requireInstalled(SERVER);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    this.address = "http://127.0.0.1:" + port;
    this.log = directory.resolve("prometheus.log");
    Path file = directory.resolve("prometheus.yaml");
    Files.writeString(file, configuration);
    this.server =
        new ProcessBuilder(
                SERVER,
                "--config.file=" + file,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  /**
   * A server that reads metrics every second.
   *
   * @param target host and port of the listener that shows them at {@code /q/metrics}
   * @param labels of all series from there
   */
  static Prometheus reading(Path directory, String target, Map<String, String> labels)
      throws IOException {
    StringBuilder configuration =
        new StringBuilder(
            """
            global:
              scrape_interval: 1s
            scrape_configs:
              - job_name: hushkey
                metrics_path: /q/metrics
                static_configs:
                  - targets: ["%s"]
                    labels:
            """
                .formatted(target));
    labels.forEach(
        (name, value) -> configuration.append("          %s: \"%s\"\n".formatted(name, value)));
    return new Prometheus(directory, configuration.toString());
  }

  /** Runs one of its tools. */
  static Command run(String tool, String... arguments) {
    requireInstalled(tool);
    return Command.run(
        Stream.concat(Stream.of(tool), Arrays.stream(arguments)).toArray(String[]::new));
  }

  private static void requireInstalled(String tool) {
    if (!Command.run(tool, "--version").succeeded()) {
      throw new AssertionError(tool + " is missing: apt-get install prometheus");
    }
  }

  /**
   * What a query finds now: each series with its value.
   *
   * @throws AssertionError the query is wrong
   */
  List<JsonNode> query(String query) throws IOException, InterruptedException {
    String form = "query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/api/v1/query"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != OK) {
      throw new AssertionError(query + ": " + answer.body());
    }
    return List.copyOf(
        JSON.convertValue(
            JSON.readTree(answer.body()).at("/data/result"),
            JSON.getTypeFactory().constructCollectionType(List.class, JsonNode.class)));
  }

  /** Whether it answers. */
  boolean isReady() {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/-/ready")).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What it has said. */
  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() throws InterruptedException {
    server.destroy();
    if (!server.waitFor(10, TimeUnit.SECONDS)) {
      server.destroyForcibly();
    }
  }
}
