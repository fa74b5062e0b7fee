package dev.hushkey.stack.bench.revoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.stack.bench.client.Callers;
import dev.hushkey.stack.bench.client.Exchange.Manner;
import dev.hushkey.stack.bench.client.Exchange.Reply;
import dev.hushkey.stack.bench.client.Exchange.Request;
import dev.hushkey.stack.bench.client.Line;
import dev.hushkey.stack.process.Http;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** An admin who revokes over the API. */
final class Admin implements AutoCloseable {

  private static final String REVOCATIONS = "/v1/revocations";
  private static final int OK = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Callers callers;
  private final Line line;

  Admin(Callers callers, int port) {
    this.callers = callers;
    this.line = new Line(port, PATIENCE);
  }

  /**
   * An answer.
   *
   * @param sent when the request was about to be sent, by {@link System#nanoTime()}
   * @param answered when the answer was there
   */
  record Answer(JsonNode body, int status, long sent, long answered) {

    Duration took() {
      return Duration.ofNanos(answered - sent);
    }

    boolean succeeded() {
      return status == OK;
    }

    Answer require() {
      if (!succeeded()) {
        throw new IllegalStateException("status %d: %s".formatted(status, body));
      }
      return this;
    }
  }

  static String everything() {
    return "{\"everything\":true}";
  }

  static String assistant(String assistant) {
    return "{\"assistant\":\"%s\"}".formatted(assistant);
  }

  static String link(UUID link) {
    return "{\"link\":\"%s\"}".formatted(link);
  }

  /** A list by its name in the API. */
  static String listed(String name, List<String> members) {
    ObjectNode selector = Http.JSON.createObjectNode();
    members.forEach(selector.putObject("listed").putArray(name)::add);
    return selector.toString();
  }

  Answer revoke(String selector) throws IOException {
    return send("{\"reason\":\"bench\",\"selector\":%s}".formatted(selector)).require();
  }

  Answer dryRun(String selector) throws IOException {
    return send("{\"dryRun\":true,\"selector\":%s}".formatted(selector));
  }

  private Answer send(String body) throws IOException {
    Request request = Request.json("POST", REVOCATIONS, callers.header(Callers.ADMIN), body);
    long sent = System.nanoTime();
    Reply reply = line.ask(request, Manner.PLAIN);
    return answer(reply, sent);
  }

  /** How far a revocation is. */
  JsonNode show(String revocation) throws IOException {
    String path = REVOCATIONS + "/" + revocation;
    Request request = Request.json("GET", path, callers.header(Callers.ADMIN), "");
    long sent = System.nanoTime();
    return answer(line.ask(request, Manner.PLAIN), sent).require().body();
  }

  private static Answer answer(Reply reply, long sent) throws JsonProcessingException {
    long answered = System.nanoTime();
    return new Answer(Http.JSON.readTree(reply.body()), reply.status(), sent, answered);
  }

  @Override
  public void close() {
    line.close();
  }
}
