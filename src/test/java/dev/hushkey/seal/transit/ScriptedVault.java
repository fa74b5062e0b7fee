package dev.hushkey.seal.transit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * Answers as a Vault in trouble does: what a healthy server cannot be asked to do. What a healthy
 * one does is tested on a real one, in {@code SealerIT}.
 */
public final class ScriptedVault implements AutoCloseable {

  public static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One answer.
   *
   * @param status 0 means: take the request and never answer; -1: close the connection instead
   */
  public record Answer(int status, String body) {
    public static final Answer SILENCE = new Answer(0, "");
    public static final Answer HANG_UP = new Answer(-1, "");
    public static final Answer FORBIDDEN = new Answer(403, "{\"errors\":[\"permission denied\"]}");

    public static Answer login(String token, long seconds) {
      return new Answer(
          200,
          """
          {"renewable":false,"auth":{"client_token":"%s","accessor":"a","policies":["hushkey-serve"],
          "metadata":null,"lease_duration":%d,"renewable":true}}"""
              .formatted(token, seconds));
    }

    /** A token that may be used without limit. */
    static Answer token() {
      return new Answer(200, "{\"data\":{\"policies\":[\"hushkey-serve\"],\"num_uses\":0}}");
    }

    public static Answer results(ArrayNode results) {
      return new Answer(200, "{\"data\":{\"batch_results\":%s}}".formatted(results));
    }
  }

  /** A request as the script sees it. */
  public record Asked(String path, String token, String body) {

    ArrayNode items() {
      try {
        return (ArrayNode) JSON.readTree(body).get("batch_input");
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Decides on an answer. */
  @FunctionalInterface
  public interface Script {
    Answer answer(Asked request);
  }

  /** Answers a batch as Transit does: item by item, each with its reference. */
  public static Script batch(UnaryOperator<ObjectNode> result) {
    return request -> {
      ArrayNode results = JSON.createArrayNode();
      for (JsonNode item : request.items()) {
        results.add(result.apply((ObjectNode) item).set("reference", item.get("reference")));
      }
      return Answer.results(results);
    };
  }

  /** Every item of a batch gets this. */
  public static Script batchOf(String field, String value) {
    return batch(_ -> JSON.createObjectNode().put(field, value));
  }

  public static final String LOGIN = "/v1/auth/approle/login";
  public static final String LOOKUP = "/v1/auth/token/lookup-self";
  public static final String RENEW = "/v1/auth/token/renew-self";
  public static final String ENCRYPT = "/v1/transit/encrypt/hushkey-alexa";
  public static final String DECRYPT = "/v1/transit/decrypt/hushkey-alexa";
  public static final String HEALTH = "/v1/sys/health";

  private final HttpServer server;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  public ScriptedVault() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    on(LOOKUP, Answer.token());
    server.start();
  }

  public ScriptedVault on(String path, Script script) {
    scripts.put(path, script);
    return this;
  }

  public ScriptedVault on(String path, Answer answer) {
    return on(path, _ -> answer);
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How many items each call on this path brought, in order of arrival. */
  List<Integer> batches(String path) {
    return asked.stream()
        .filter(request -> request.path().equals(path))
        .map(request -> request.items().size())
        .toList();
  }

  public long count(String path) {
    return asked.stream().filter(request -> request.path().equals(path)).count();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    Asked request = new Asked(path, exchange.getRequestHeaders().getFirst("X-Vault-Token"), body);
    asked.add(request);
    send(exchange, scripts.getOrDefault(path, _ -> new Answer(404, "{}")).answer(request));
  }

  private void send(HttpExchange exchange, Answer answer) throws IOException {
    if (answer.status() == 0) {
      awaitClose();
      return;
    }
    if (answer.status() < 0) {
      exchange.close();
      return;
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
