package dev.hushkey.testing;

import com.sun.net.httpserver.HttpExchange;
import dev.hushkey.stack.TestStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The wire to Keycloak's admin API. It passes everything on and remembers the paths, until a test
 * lets Keycloak refuse somebody or be away. The sweep goes fast behind it.
 */
public final class KeycloakAdminRelay extends StandIn {

  /** How often Keycloak may refuse to log somebody out. */
  public static final int TRIES = 3;

  private static final List<String> PASSED_ON = List.of("Authorization", "Content-Type", "Accept");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> refused = new ConcurrentHashMap<>();
  private volatile boolean away;

  @Override
  Map<String, String> settings(String address) {
    return Map.of(
        "quarkus.keycloak.admin-client.server-url",
        address,
        "hushkey.revocation.sweep-every",
        "PT1S",
        "hushkey.revocation.log-out-tries",
        Integer.toString(TRIES));
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

  @Override
  void handle(HttpExchange exchange) throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getPath();
    asked.add(path);
    byte[] body = exchange.getRequestBody().readAllBytes();
    Optional<Integer> refusal =
        refused.entrySet().stream()
            .filter(person -> path.contains(person.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
    if (refusal.isPresent()) {
      reply(exchange, refusal.get(), "");
    } else if (away) {
      reply(exchange, 503, "");
    } else {
      pass(exchange, body);
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
}
