package dev.hushkey.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hushkey.stack.TestStack;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The wire to Keycloak's admin API. It passes everything on and remembers the paths, until a test
 * lets Keycloak refuse somebody or be away. The sweep goes fast behind it.
 */
public final class KeycloakAdminRelay implements QuarkusTestResourceLifecycleManager {

  /** How often Keycloak may refuse to log somebody out. */
  public static final int TRIES = 3;

  private static final int AFTER_THE_STACK = 10;
  private static final List<String> PASSED_ON = List.of("Authorization", "Content-Type", "Accept");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> refused = new ConcurrentHashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private volatile boolean away;

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
    server.createContext("/", this::handle);
    server.start();
    return Map.of(
        "quarkus.keycloak.admin-client.server-url",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "hushkey.revocation.sweep-every",
        "PT1S",
        "hushkey.revocation.log-out-tries",
        Integer.toString(TRIES));
  }

  @Override
  public void stop() {
    server.stop(0);
    threads.shutdownNow();
    http.close();
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(KeycloakAdminRelay.class));
  }

  /** Passes everything on again, and remembers nothing. */
  public void reset() {
    away = false;
    refused.clear();
    asked.clear();
  }

  /** From now on this is answered to whatever is asked about this person. */
  public void refuse(String user, int status) {
    refused.put(user, status);
  }

  /** From now on every answer is that of a proxy without a Keycloak behind it. */
  public void goAway() {
    away = true;
  }

  /** How often somebody was to be logged out. */
  public long logOutsOf(String user) {
    return asked.stream().filter(path -> path.endsWith("/users/" + user + "/logout")).count();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      asked.add(path);
      byte[] body = exchange.getRequestBody().readAllBytes();
      for (Map.Entry<String, Integer> person : refused.entrySet()) {
        if (path.contains(person.getKey())) {
          reply(exchange, person.getValue(), new byte[0]);
          return;
        }
      }
      if (away) {
        reply(exchange, 503, new byte[0]);
        return;
      }
      pass(exchange, body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    URI target =
        URI.create(TestStack.current().keycloak().address() + exchange.getRequestURI().toString());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    PASSED_ON.forEach(
        name -> {
          String value = exchange.getRequestHeaders().getFirst(name);
          if (value != null) {
            request.header(name, value);
          }
        });
    HttpResponse<byte[]> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    answer
        .headers()
        .firstValue("Content-Type")
        .ifPresent(type -> exchange.getResponseHeaders().add("Content-Type", type));
    reply(exchange, answer.statusCode(), answer.body());
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
