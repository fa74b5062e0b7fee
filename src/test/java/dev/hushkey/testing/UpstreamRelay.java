package dev.hushkey.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hushkey.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The wire between us and the realm that plays Login with Amazon. It passes everything on and
 * counts, until a test cuts it, lets it answer as a broken gateway would, or holds an answer back.
 */
public final class UpstreamRelay implements QuarkusTestResourceLifecycleManager {

  private static final String UPSTREAM = "hushkey.assistants.alexa.upstream.";
  private static final int AFTER_THE_STACK = 10;

  private final AtomicInteger refreshes = new AtomicInteger();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private URI target;
  private volatile Fault fault;
  private volatile CountDownLatch held;
  private volatile CountDownLatch arrived = new CountDownLatch(1);

  private record Fault(int status, String body, Map<String, String> headers, boolean held) {}

  @Override
  public int order() {
    return AFTER_THE_STACK;
  }

  @Override
  public Map<String, String> start() {
    target = URI.create(TestStack.current().hushkeyConfig().get(UPSTREAM + "token-endpoint"));
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    return Map.of(
        UPSTREAM + "token-endpoint",
        "http://127.0.0.1:" + server.getAddress().getPort() + target.getPath(),
        // An answer that a test holds back must not be given up meanwhile.
        UPSTREAM + "timeout",
        "PT15S",
        "hushkey.timeouts.answer",
        "PT20S",
        UPSTREAM + "refreshes-at-once",
        "10",
        UPSTREAM + "ahead-per-second",
        "10",
        // A breaker that opens and closes within a test.
        "hushkey.upstream.breaker.calls",
        "8",
        "hushkey.upstream.breaker.pause",
        "PT2S");
  }

  @Override
  public void stop() {
    server.stop(0);
    threads.shutdownNow();
    http.close();
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(UpstreamRelay.class));
  }

  /**
   * Passes everything on again, and counts from nought; nobody remembers refusals, pauses or
   * outages.
   */
  public void reset() {
    Database.forgetRefusals();
    // Else what an earlier test stored might be refreshed ahead, and counted, in a later one.
    Database.update("update upstream_token set due_at = null");
    CircuitBreakerMaintenance.get().resetAll();
    fault = null;
    release();
    arrived = new CountDownLatch(1);
    refreshes.set(0);
  }

  /** How many refreshes got here since the last {@link #reset}. */
  public int refreshes() {
    return refreshes.get();
  }

  /** From now on this is answered, and nothing passed on. */
  public void answer(int status, String body) {
    answer(status, body, Map.of());
  }

  /** From now on this is answered, with these headers, and nothing passed on. */
  public void answer(int status, String body, Map<String, String> headers) {
    fault = new Fault(status, body, headers, false);
  }

  /** From now on connections are closed without an answer. */
  public void cut() {
    fault = new Fault(0, "", Map.of(), false);
  }

  /** From now on this is answered, but only once {@link #release}d, and nothing passed on. */
  public void hang(int status, String body) {
    hold();
    fault = new Fault(status, body, Map.of(), true);
  }

  /** From now on answers are fetched but not given. */
  public void hold() {
    arrived = new CountDownLatch(1);
    held = new CountDownLatch(1);
  }

  /** Waits until an answer is being held back. */
  public void awaitHeld() throws InterruptedException {
    arrived.await();
  }

  /** Gives the answers that were held back. */
  public void release() {
    CountDownLatch waiting = held;
    held = null;
    if (waiting != null) {
      waiting.countDown();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (form.contains("grant_type=refresh_token")) {
        refreshes.incrementAndGet();
      }
      Fault now = fault;
      if (now == null) {
        pass(exchange, form);
      } else if (now.status() > 0) {
        if (now.held()) {
          awaitRelease();
        }
        now.headers().forEach(exchange.getResponseHeaders()::set);
        reply(exchange, now.status(), now.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(HttpExchange exchange, String form) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(target)
            .header("Content-Type", exchange.getRequestHeaders().getFirst("Content-Type"))
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    awaitRelease();
    reply(exchange, answer.statusCode(), answer.body());
  }

  private void awaitRelease() throws InterruptedException {
    CountDownLatch waiting = held;
    if (waiting != null) {
      arrived.countDown();
      waiting.await();
    }
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
