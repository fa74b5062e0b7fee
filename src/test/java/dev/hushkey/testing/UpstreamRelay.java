package dev.hushkey.testing;

import com.sun.net.httpserver.HttpExchange;
import dev.hushkey.stack.TestStack;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The wire between us and the realm that plays Login with Amazon. It passes everything on and
 * counts, until a test cuts it, lets it answer as a broken gateway would, or holds an answer back.
 */
public final class UpstreamRelay extends StandIn {

  private static final String UPSTREAM = "hushkey.assistants.alexa.upstream.";

  private final AtomicInteger refreshes = new AtomicInteger();
  private URI target;
  private volatile Fault fault;
  private volatile boolean hangs;
  private volatile CountDownLatch held;
  private volatile CountDownLatch arrived = new CountDownLatch(1);

  @Override
  Map<String, String> settings(String address) {
    target = URI.create(TestStack.current().hushkeyConfig().get(UPSTREAM + "token-endpoint"));
    return Map.of(
        UPSTREAM + "token-endpoint",
        address + target.getPath(),
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
    hangs = false;
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
    hangs = false;
    fault = new Fault(status, body, headers);
  }

  /** From now on connections are closed without an answer. */
  public void cut() {
    hangs = false;
    fault = new Fault(0, "", Map.of());
  }

  /** From now on this is answered, but only once {@link #release}d, and nothing passed on. */
  public void hang(int status, String body) {
    hold();
    hangs = true;
    fault = new Fault(status, body, Map.of());
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

  @Override
  void handle(HttpExchange exchange) throws IOException, InterruptedException {
    String form = body(exchange);
    if (form.contains("grant_type=refresh_token")) {
      refreshes.incrementAndGet();
    }
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    Fault now = fault;
    if (now == null) {
      pass(exchange, form);
      return;
    }
    if (hangs) {
      awaitRelease();
    }
    reply(exchange, now);
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
}
