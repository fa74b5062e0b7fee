package dev.hushkey.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server of the tests that Hushkey talks to instead of, or on the way to, somebody else's. Tests
 * get it in a field of its type.
 */
abstract class StandIn implements QuarkusTestResourceLifecycleManager {

  private static final int AFTER_THE_STACK = 10;

  /** For what is passed on. */
  final HttpClient http = HttpClient.newHttpClient();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  /** What a test lets it answer; without an answer, by status 0, the connection is closed. */
  record Fault(int status, String body, Map<String, String> headers) {}

  @Override
  public int order() {
    return AFTER_THE_STACK;
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
    return settings("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What Hushkey needs to get here. */
  abstract Map<String, String> settings(String address);

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      handle(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers, or closes the connection by not doing so. */
  abstract void handle(HttpExchange exchange) throws IOException, InterruptedException;

  @Override
  public void stop() {
    server.stop(0);
    threads.shutdownNow();
    http.close();
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(getClass()));
  }

  static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  static void reply(HttpExchange exchange, Fault fault) throws IOException {
    if (fault.status() > 0) {
      fault.headers().forEach(exchange.getResponseHeaders()::set);
      reply(exchange, fault.status(), fault.body());
    }
  }

  static void reply(HttpExchange exchange, int status, String body) throws IOException {
    reply(exchange, status, body.getBytes(StandardCharsets.UTF_8));
  }

  static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
