package dev.hushkey.stack.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalsTest {

  private static final int RATE = 100;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AtomicInteger asked = new AtomicInteger();
  private final ExecutorService oneAtATime = Executors.newSingleThreadExecutor();
  private final Arrivals arrivals = new Arrivals();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(oneAtATime);
    server.start();
  }

  @AfterEach
  void stop() {
    arrivals.close();
    server.stop(0);
    oneAtATime.shutdown();
  }

  private Endpoint endpoint() throws IOException {
    return new Endpoint(
        "test",
        "test",
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
        Requests.get(List.of("/")));
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @Test
  void stall_countsForEachRequestThatWasDueMeanwhile() throws Exception {
    server.createContext(
        "/",
        exchange -> {
          if (asked.getAndIncrement() == RATE / 2) {
            pause();
          }
          answer(exchange, 200);
        });

    Arrivals.Result result = arrivals.run(endpoint(), RATE, SECOND);

    // a sender that waits for answers would see one slow answer in a hundred
    assertThat(result.millis()).hasSize(RATE);
    assertThat(result.quantile(0.8)).isGreaterThan(50);
  }

  private static void pause() {
    try {
      Thread.sleep(400);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void refusalsAndFailures_areCounted_andHaveNoLatency(@TempDir Path directory) throws Exception {
    server.createContext(
        "/",
        exchange -> answer(exchange, List.of(200, 503, 500, 503).get(asked.getAndIncrement() % 4)));

    Arrivals.Result result = arrivals.run(endpoint(), RATE, SECOND);

    assertThat(result.millis()).hasSize(RATE / 4);
    assertThat(result.refused()).isEqualTo(RATE / 2);
    assertThat(result.failed()).isEqualTo(RATE / 4);
    assertThat(result.accepted()).isBetween(1.0, RATE / 4.0);
    assertThat(result.dropped()).isZero();
    assertThat(plotted(directory, result)).contains("<svg").hasSizeGreaterThan(5000);
  }

  private static String plotted(Path directory, Arrivals.Result result) throws IOException {
    Path file = directory.resolve("plot.svg");
    Plot plot = new Plot("Latency");
    plot.add("good ones, p50", List.of(result), 0.5);
    plot.write(file);
    return Files.readString(file);
  }
}
