package dev.hushkey.testing;

import com.sun.net.httpserver.HttpExchange;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.keycloak.KeycloakServer;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * The wire to the revocation endpoint of the realm that plays Login with Amazon. It remembers what
 * is asked, and passes it on, until a test lets it answer as it likes.
 */
public final class RevocationRelay extends StandIn {

  /** How often a token may be sent in vain. */
  public static final int TRIES = 2;

  private static final String UPSTREAM = "hushkey.assistants.alexa.upstream.";

  private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
  private URI target;
  private URI tokenEndpoint;
  private volatile Fault fault;
  private volatile CountDownLatch held = new CountDownLatch(0);

  @Override
  Map<String, String> settings(String address) {
    String realm = TestStack.current().keycloak().realm(KeycloakServer.AMAZON_REALM);
    target = URI.create(realm + "/protocol/openid-connect/revoke");
    tokenEndpoint = URI.create(realm + "/protocol/openid-connect/token");
    return Map.of(
        UPSTREAM + "revocation.endpoint",
        address + target.getPath(),
        UPSTREAM + "revocation.tries",
        Integer.toString(TRIES),
        UPSTREAM + "revocation.timeout",
        "PT10S",
        UPSTREAM + "revocation.per-second",
        "1000",
        UPSTREAM + "revocation.within",
        "PT1H",
        "hushkey.revocation.sweep-every",
        "PT1S",
        // A breaker that opens within a test.
        "hushkey.upstream.breaker.calls",
        "4",
        "hushkey.upstream.breaker.pause",
        "PT2S");
  }

  /** Passes everything on again, and remembers nothing. */
  public void reset() {
    CircuitBreakerMaintenance.get().resetAll();
    Database.update("delete from upstream_pause");
    fault = null;
    release();
    asked.clear();
  }

  /** The forms that got here. */
  public List<Map<String, String>> asked() {
    return List.copyOf(asked);
  }

  /** The tokens that got here, each as often as it did. */
  public List<String> tokens() {
    return asked.stream().map(form -> form.get("token")).toList();
  }

  /** From now on this is answered, and nothing passed on. */
  public void answer(int status, String body, Map<String, String> headers) {
    fault = new Fault(status, body, headers);
  }

  /** From now on connections are closed without an answer. */
  public void cut() {
    fault = new Fault(0, "", Map.of());
  }

  /** From now on answers wait for {@link #release}. */
  public void hold() {
    held = new CountDownLatch(1);
  }

  /** Gives the answers that were held back. */
  public void release() {
    held.countDown();
  }

  /** Whether the assistant still honours this refresh token. */
  public boolean honours(Map<String, String> form) {
    String refresh =
        "grant_type=refresh_token&client_id=%s&client_secret=%s&refresh_token=%s"
            .formatted(form.get("client_id"), form.get("client_secret"), form.get("token"));
    return post(tokenEndpoint, refresh).statusCode() == 200;
  }

  private HttpResponse<String> post(URI address, String form) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  void handle(HttpExchange exchange) throws IOException, InterruptedException {
    String form = body(exchange);
    asked.add(fields(exchange, form));
    held.await();
    Fault now = fault;
    if (now == null) {
      HttpResponse<String> answer = post(target, form);
      reply(exchange, answer.statusCode(), answer.body());
    } else {
      reply(exchange, now);
    }
  }

  private static Map<String, String> fields(HttpExchange exchange, String form) {
    Map<String, String> fields =
        Arrays.stream(form.split("&"))
            .map(pair -> pair.split("=", 2))
            .collect(
                Collectors.toMap(
                    pair -> pair[0],
                    pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                    (one, other) -> one + " and " + other,
                    TreeMap::new));
    fields.put("", exchange.getRequestMethod() + " " + contentType(exchange));
    return fields;
  }

  private static String contentType(HttpExchange exchange) {
    return exchange.getRequestHeaders().getFirst("Content-Type");
  }
}
