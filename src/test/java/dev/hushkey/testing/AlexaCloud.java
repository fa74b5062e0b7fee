package dev.hushkey.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hushkey.stack.KeycloakServer;
import dev.hushkey.stack.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Amazon's side of linking from the app, at the stack's assistant port: Login with Amazon's token
 * endpoint, where a realm of Keycloak decides, and the Skill Enablement API of two regions, {@code
 * 127.0.0.1} and {@code localhost}. It takes the documented requests to the letter and nothing
 * else, asks Keycloak whether the token is good, and redeems our code at our token endpoint before
 * it says 201, as Alexa does.
 *
 * <p>By hand, beside {@code ./hushkey up}: run this class with the state directory as argument.
 */
public final class AlexaCloud implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SKILL = "amzn1.ask.skill.hushkey-demo";
  private static final String CLIENT = "hushkey-app-to-app";
  private static final String API = "skill-enablement-api";
  private static final String SCOPE = "alexa::skills:account_linking";
  private static final String TOKEN = "/auth/o2/token";
  private static final String ENDPOINT = "/v1/alexaApiEndpoint";
  private static final String ENABLEMENT = "/v1/users/~current/skills/" + SKILL + "/enablement";
  private static final Set<String> EXCHANGE =
      Set.of("client_id", "client_secret", "code", "code_verifier", "grant_type", "redirect_uri");

  private final LocalStack stack;
  private final Linking linking;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Fault> faults = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final List<String> codes = new CopyOnWriteArrayList<>();
  private final List<Linking.Tokens> linked = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile String endpoints;

  private record Fault(int status, String body) {}

  private record Reply(int status, String body) {}

  /** Listens at the assistant port of this stack. */
  public AlexaCloud(LocalStack stack) {
    this.stack = stack;
    this.linking = new Linking(stack);
    reset();
    try {
      server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), stack.ports().assistant()),
              0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Beside {@code ./hushkey up}, until Ctrl-C. */
  public static void main(String[] arguments) {
    LocalStack stack = LocalStack.attach(Path.of(arguments[0]));
    AlexaCloud cloud = new AlexaCloud(stack);
    Runtime.getRuntime().addShutdownHook(new Thread(cloud::close));
    System.out.println(
        "Amazon's side of linking from the app is played at " + stack.assistantAddress());
  }

  /** The user's region is known and all is well again; nothing has been seen. */
  public void reset() {
    faults.clear();
    complaints.clear();
    seen.clear();
    codes.clear();
    linked.clear();
    userIsIn(na());
  }

  /** The first region, by its host. */
  public String na() {
    return "127.0.0.1:" + stack.ports().assistant();
  }

  /** The second region, by its host. */
  public String eu() {
    return "localhost:" + stack.ports().assistant();
  }

  /** What is told of the user's region. */
  public void userIsIn(String... hosts) {
    endpoints = JSON.createObjectNode().set("endpoints", JSON.valueToTree(hosts)).toString();
  }

  /** From now on a region answers enablements so; status 0: it closes the connection. */
  public void answerEnablement(String host, int status, String body) {
    faults.put(host + ENABLEMENT, new Fault(status, body));
  }

  /**
   * From now on a region redeems our code and answers so all the same; status 0: it closes the
   * connection.
   */
  public void answerAfterRedeeming(String host, int status, String body) {
    faults.put("after " + host + ENABLEMENT, new Fault(status, body));
  }

  /** From now on the question for the user's region is answered so. */
  public void answerEndpoint(int status, String body) {
    faults.put(na() + ENDPOINT, new Fault(status, body));
  }

  /** From now on Login with Amazon's token endpoint answers so. */
  public void answerToken(int status, String body) {
    faults.put(na() + TOKEN, new Fault(status, body));
  }

  /** What was not as documented. */
  public List<String> complaints() {
    return complaints;
  }

  /** The requests so far, each as method, host and path. */
  public List<String> seen() {
    return seen;
  }

  /** Our codes that came with enablements. */
  public List<String> codes() {
    return codes;
  }

  /** What our codes were redeemed for. */
  public List<Linking.Tokens> linked() {
    return linked;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    http.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String host = exchange.getRequestHeaders().getFirst("Host");
      String path = exchange.getRequestURI().getRawPath();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      seen.add(exchange.getRequestMethod() + " " + host + path);
      reply(exchange, answer(exchange, host, path, body));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Reply answer(HttpExchange exchange, String host, String path, String body)
      throws IOException, InterruptedException {
    Fault fault = faults.get(host + path);
    if (fault != null) {
      return new Reply(fault.status(), fault.body());
    }
    return switch (exchange.getRequestMethod() + " " + path) {
      case "POST " + TOKEN -> token(exchange, body);
      case "GET " + ENDPOINT -> endpoint(exchange);
      case "POST " + ENABLEMENT -> enable(exchange, host, body);
      default -> refuse(404, "no such operation: " + exchange.getRequestMethod() + " " + path);
    };
  }

  /** Keycloak knows the client, the code, the redirect URI and the challenge, and decides. */
  private Reply token(HttpExchange exchange, String body) throws IOException, InterruptedException {
    Map<String, String> form = Linking.query(URI.create("x:/?" + body));
    if (!form.keySet().equals(EXCHANGE)
        || exchange.getRequestHeaders().containsKey("Authorization")) {
      return refuse(400, "not the documented exchange: " + new TreeSet<>(form.keySet()));
    }
    return atKeycloak("token", body);
  }

  private Reply endpoint(HttpExchange exchange) throws IOException, InterruptedException {
    int refusal = judgeToken(exchange);
    return refusal == 0 ? new Reply(200, endpoints) : new Reply(refusal, "{}");
  }

  private Reply enable(HttpExchange exchange, String host, String body)
      throws IOException, InterruptedException {
    int refusal = judgeToken(exchange);
    if (refusal != 0) {
      return new Reply(refusal, "{\"message\":\"Unauthorized\"}");
    }
    JsonNode request = JSON.readTree(body);
    JsonNode link = request.path("accountLinkRequest");
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (!names(request).equals(Set.of("stage", "accountLinkRequest"))
        || !names(link).equals(Set.of("redirectUri", "authCode", "type"))
        || !request.path("stage").asText().equals("development")
        || !link.path("type").asText().equals("AUTH_CODE")
        || !"application/json".equals(type)) {
      return refuse(
          400, "not the documented enablement: " + type + " " + names(request) + names(link));
    }
    codes.add(link.path("authCode").asText());
    Reply redeemed = redeem(link);
    Fault after = faults.get("after " + host + ENABLEMENT);
    return after == null ? redeemed : new Reply(after.status(), after.body());
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /**
   * As the skill's account linking is set up: HTTP Basic, and no PKCE since there is no verifier.
   */
  private Reply redeem(JsonNode link) {
    Linking.Answer answer =
        linking.post(
            "/oauth2/token",
            Map.of(
                "grant_type", "authorization_code",
                "code", link.path("authCode").asText(),
                "redirect_uri", link.path("redirectUri").asText()));
    if (answer.status() != 200) {
      return new Reply(400, "{\"message\":\"Invalid account linking credentials\"}");
    }
    linked.add(answer.tokens());
    return new Reply(
        201,
        """
        {"skill": {"stage": "development", "id": "%s"}, "user": {"id": "amzn1.ask.account.A"},
         "accountLink": {"status": "LINKED"}, "status": "ENABLED"}
        """
            .formatted(SKILL));
  }

  /** 0 when the token is alive, was issued to our client, and for this purpose. */
  private int judgeToken(HttpExchange exchange) throws IOException, InterruptedException {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    // Amazon insists on the upper-case B.
    if (header == null || !header.startsWith("Bearer ")) {
      complaints.add("no bearer token");
      return 401;
    }
    String form =
        PlainBrowser.encode(
            List.of(
                Map.entry("token", header.substring("Bearer ".length())),
                Map.entry("client_id", API),
                Map.entry("client_secret", stack.keycloak().clientSecret(API))));
    JsonNode token = JSON.readTree(atKeycloak("token/introspect", form).body());
    if (!token.path("active").asBoolean() || !token.path("client_id").asText().equals(CLIENT)) {
      return 401;
    }
    boolean allowed = Arrays.asList(token.path("scope").asText().split(" ")).contains(SCOPE);
    return allowed ? 0 : 403;
  }

  private Reply atKeycloak(String endpoint, String form) throws IOException, InterruptedException {
    URI address =
        URI.create(
            stack.keycloak().realm(KeycloakServer.AMAZON_REALM)
                + "/protocol/openid-connect/"
                + endpoint);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    return new Reply(answer.statusCode(), answer.body());
  }

  private Reply refuse(int status, String complaint) {
    complaints.add(complaint);
    return new Reply(status, "{}");
  }

  /** Status 0 leaves the connection to be closed without an answer. */
  private static void reply(HttpExchange exchange, Reply reply) throws IOException {
    if (reply.status() == 0) {
      return;
    }
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
