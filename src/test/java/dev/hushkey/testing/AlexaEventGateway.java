package dev.hushkey.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hushkey.secret.SecretText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands in for Alexa's event gateway. It takes doorbell presses that are to the letter as <a
 * href="https://developer.amazon.com/en-US/docs/alexa/device-apis/alexa-doorbelleventsource.html">
 * Amazon describes them</a>, and nothing else.
 *
 * <p>By hand, beside {@code ./hushkey up}: run this class with a port as argument.
 */
public final class AlexaEventGateway implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/v3/events";
  private static final String WHOLE_SECONDS = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  /** An event that was taken: whose token came with it, and of which device it tells. */
  public record Event(SecretText token, String device, String messageId) {}

  private record Fault(int status, String code, Runnable meanwhile) {}

  private static final class NotAsDocumented extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAsDocumented(String what) {
      super(what);
    }
  }

  /** Listens on a port of the loopback address; 0 takes a free one. */
  public AlexaEventGateway(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Beside {@code ./hushkey up}, until Ctrl-C. */
  public static void main(String[] arguments) {
    AlexaEventGateway gateway = new AlexaEventGateway(Integer.parseInt(arguments[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(gateway::close));
    System.out.println("Takes events at " + gateway.address());
  }

  /** Where events go. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
  }

  /** What it took, in order. */
  public List<Event> events() {
    return events;
  }

  /** What was not as documented. */
  public List<String> complaints() {
    return complaints;
  }

  /** Answers the next event that is as documented so, and does something before. */
  public void refuseNext(int status, String code, Runnable meanwhile) {
    faults.add(new Fault(status, code, meanwhile));
  }

  /** Forgets everything. */
  public void reset() {
    faults.clear();
    events.clear();
    complaints.clear();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      try {
        take(read(exchange, body), exchange);
      } catch (NotAsDocumented problem) {
        complaints.add(problem.getMessage());
        refuse(exchange, 400, "INVALID_REQUEST_EXCEPTION");
      }
    }
  }

  private void take(Event event, HttpExchange exchange) throws IOException {
    Fault fault = faults.poll();
    if (fault != null) {
      fault.meanwhile().run();
      refuse(exchange, fault.status(), fault.code());
      return;
    }
    events.add(event);
    System.out.println("Somebody rings at " + event.device());
    exchange.sendResponseHeaders(202, -1);
  }

  private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
    String answer =
        """
        {"header": {"namespace": "System", "name": "Exception", "messageId": "%s"},
         "payload": {"code": "%s", "description": "a stand-in says no"}}
        """
            .formatted(UUID.randomUUID(), code);
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Event read(HttpExchange exchange, String body) throws IOException {
    require(exchange.getRequestMethod().equals("POST"), "method");
    require(exchange.getRequestURI().getPath().equals(PATH), "path");
    require(
        "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type")),
        "content type");
    JsonNode message = JSON.readTree(body);
    members(message, "context", "event");
    members(message.path("context"));
    JsonNode event = message.path("event");
    members(event, "header", "endpoint", "payload");
    String messageId = header(event.path("header"));
    JsonNode endpoint = event.path("endpoint");
    members(endpoint, "scope", "endpointId");
    String token = scope(endpoint.path("scope"));
    require(
        ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization")),
        "one token in the header, another in the scope");
    payload(event.path("payload"));
    return new Event(SecretText.of(token), endpoint.path("endpointId").asText(), messageId);
  }

  private static String header(JsonNode header) {
    members(header, "namespace", "name", "messageId", "payloadVersion");
    equal(header.path("namespace"), "Alexa.DoorbellEventSource");
    equal(header.path("name"), "DoorbellPress");
    equal(header.path("payloadVersion"), "3");
    String messageId = header.path("messageId").asText();
    require(UUID.fromString(messageId).version() == 4, "message id");
    return messageId;
  }

  private static String scope(JsonNode scope) {
    members(scope, "type", "token");
    equal(scope.path("type"), "BearerToken");
    return scope.path("token").asText();
  }

  private static void payload(JsonNode payload) {
    members(payload, "cause", "timestamp");
    members(payload.path("cause"), "type");
    equal(payload.path("cause").path("type"), "PHYSICAL_INTERACTION");
    require(payload.path("timestamp").asText().matches(WHOLE_SECONDS), "timestamp");
  }

  private static void members(JsonNode object, String... names) {
    Set<String> found = new TreeSet<>();
    object.fieldNames().forEachRemaining(found::add);
    require(object.isObject() && found.equals(Set.of(names)), "members " + found);
  }

  private static void equal(JsonNode text, String wanted) {
    require(text.isTextual() && text.asText().equals(wanted), "not " + wanted);
  }

  private static void require(boolean asDocumented, String what) {
    if (!asDocumented) {
      throw new NotAsDocumented(what);
    }
  }
}
