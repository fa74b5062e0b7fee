package dev.hushkey.seal;

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

/**
 * Answers as a Vault in trouble does: what a healthy server cannot be asked to do. What a healthy
 * one does is tested on a real one, in {@code SealerIT}.
 */
final class ScriptedVault implements AutoCloseable {

  /**
   * One answer.
   *
   * @param status 0 means: take the request and never answer
   */
  record Answer(int status, String body) {
    static final Answer SILENCE = new Answer(0, "");
    static final Answer FORBIDDEN = new Answer(403, "{\"errors\":[\"permission denied\"]}");

    static Answer login(String token, long seconds) {
      return new Answer(
          200,
          """
          {"renewable":false,"auth":{"client_token":"%s","accessor":"a","policies":["hushkey-serve"],
          "metadata":null,"lease_duration":%d,"renewable":true}}"""
              .formatted(token, seconds));
    }

    static Answer data(String field, String value) {
      return new Answer(200, "{\"data\":{\"%s\":\"%s\"}}".formatted(field, value));
    }
  }

  /** A request as the script sees it. */
  record Asked(String path, String token, String body) {}

  /** Decides on an answer. */
  @FunctionalInterface
  interface Script {
    Answer answer(Asked request);
  }

  static final String LOGIN = "/v1/auth/approle/login";
  static final String RENEW = "/v1/auth/token/renew-self";
  static final String ENCRYPT = "/v1/transit/encrypt/hushkey-alexa";
  static final String DECRYPT = "/v1/transit/decrypt/hushkey-alexa";
  static final String HEALTH = "/v1/sys/health";

  private final HttpServer server;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  ScriptedVault() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  ScriptedVault on(String path, Script script) {
    scripts.put(path, script);
    return this;
  }

  ScriptedVault on(String path, Answer answer) {
    return on(path, _ -> answer);
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  long count(String path) {
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
