package dev.hushkey.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A token endpoint that answers in the form of Login with Amazon and remembers every token it made,
 * for a search afterwards. Its tokens hold what encodings change: {@code | + / =}.
 */
public final class MarkedAmazon implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 60;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, String> made = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  /** Listens on a free port of this machine. */
  public MarkedAmazon() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/auth/o2/token", this::answer);
    server.start();
  }

  /** The token endpoint's address. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/auth/o2/token";
  }

  /** All tokens made so far, by name. */
  public Map<String, String> tokens() {
    return Map.copyOf(made);
  }

  /** A secret as hard to miss as the tokens, for a code say. */
  public static String mark() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    String text = Base64.getEncoder().encodeToString(bytes);
    return text.substring(0, 50) + "|+/=" + text.substring(54);
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    int number = count.incrementAndGet();
    String body =
        """
        {"access_token": "%s", "refresh_token": "%s", "token_type": "bearer", "expires_in": 3600}
        """
            .formatted(
                make("upstream access token " + number, "Atza|"),
                make("upstream refresh token " + number, "Atzr|"));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String make(String name, String prefix) {
    String token = prefix + mark();
    made.put(name, token);
    return token;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
