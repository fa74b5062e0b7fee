package dev.hushkey.cli.session;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hushkey.cli.profile.Server;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.SecretText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Answers what a test wrote down for a path, in order, the last one again and again: for answers
 * that the real servers give only in trouble.
 */
public final class ScriptedServer implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, Queue<Reply>> replies = new HashMap<>();

  private final StringBuffer asked = new StringBuffer();

  private record Reply(int status, String body) {}

  private ScriptedServer(HttpServer server) {
    this.server = server;
    server.createContext("/", this::answer);
    server.start();
  }

  public static ScriptedServer start() {
    try {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return new ScriptedServer(HttpServer.create(any, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Somebody is logged in at it for good, with this home. */
  public ScriptedServer withLogIn(Path home) {
    return withLogIn(home, Instant.MAX);
  }

  /** The same until then. */
  public ScriptedServer withLogIn(Path home, Instant until) {
    SessionStore.in(Map.of("XDG_CONFIG_HOME", home.toString()))
        .logIn(
            new Session(
                Server.from(url()),
                URI.create(url()),
                "test",
                new AccessToken(SecretText.of("planted-token"), until),
                Optional.empty()));
    return this;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** In the body, {@code @url} stands for this server's address. */
  public ScriptedServer reply(String path, int status, String body) {
    replies
        .computeIfAbsent(path, key -> new ArrayDeque<>())
        .add(new Reply(status, body.replace("@url", url())));
    return this;
  }

  /** The bodies of all requests so far; before each, the cell that it is for, if it names one. */
  public String asked() {
    return asked.toString();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String cell = exchange.getRequestHeaders().getFirst("Hushkey-Cell");
    asked.append(cell == null ? "" : "Hushkey-Cell: " + cell + "\n");
    asked.append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Queue<Reply> queue = replies.get(exchange.getRequestURI().getPath());
    Reply reply = queue.size() > 1 ? queue.remove() : queue.element();
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().put("Content-Type", List.of("application/json"));
    exchange.sendResponseHeaders(reply.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
