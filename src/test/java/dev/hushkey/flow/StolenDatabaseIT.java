package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.authorize.AuthorizationCodes;
import dev.hushkey.oauth.authorize.AuthorizationReading;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.oauth.authorize.AuthorizationRequests;
import dev.hushkey.oauth.request.RequestParameters;
import dev.hushkey.secret.AuthorizationCode;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AcceptGrant;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.MarkedAmazon;
import dev.hushkey.testing.Needles;
import dev.hushkey.testing.SpanReceiver;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The incident of 2019 again: thousands of tokens pass through a Hushkey that runs as it is
 * delivered, then everything that a thief may carry away is searched for each of them. What the
 * process itself has in memory is searched too, and told.
 */
@OnStack
class StolenDatabaseIT {

  private static final Logger LOG = Logger.getLogger(StolenDatabaseIT.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LINKS = 500;
  private static final int CALLERS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration MAX_IN_HEAP = Duration.ofSeconds(60);

  /** A line that somebody else wants in our log. */
  private static final String FORGED = "\n{}";

  /** Of some five thousand secrets. */
  private static final int LAST_REQUESTS = 20;

  private final LocalStack stack = TestStack.current();
  private final HushkeyServer hushkey = stack.replica("stolen", Ports.free().hushkey());
  private final MarkedAmazon amazon = new MarkedAmazon();
  private final HttpClient http = HttpClient.newHttpClient();
  private SpanReceiver collector;
  private final Needles secrets = new Needles();
  private final Needles control = new Needles();
  private final String planted = MarkedAmazon.mark().replaceAll("[^0-9A-Za-z]", "x");

  @Inject AuthorizationRequests requests;
  @Inject AuthorizationCodes codes;

  @TempDir Path taken;

  @BeforeEach
  void start() throws IOException {
    collector = new SpanReceiver(taken.resolve("spans"));
    stack.openBao().startAudit(taken.resolve("vault-audit.log"));
    Map<String, String> config = new TreeMap<>(stack.hushkeyConfig(database()));
    config.put("quarkus.http.port", Integer.toString(URI.create(hushkey.address()).getPort()));
    config.put("quarkus.log.category.\"dev.hushkey\".level", "DEBUG");
    // nothing that a caller sends gets into a log line, so the control comes this way
    config.put("quarkus.log.console.json.enabled", "true");
    config.put("quarkus.log.console.json.additional-field.planted.value", planted);
    config.put("hushkey.traces.endpoint", collector.address());
    config.put("hushkey.traces.per-thousand", "1000");
    config.put("quarkus.log.file.enabled", "true");
    config.put("quarkus.log.file.path", textLog().toString());
    config.put("quarkus.log.file.format", planted + " %p [%c] (%X{correlationId}) %s%e%n");
    // Quarkus names a setting that it does not know: a line of ours with text from elsewhere
    config.put("quarkus.unknown" + FORGED.replace("\n", "\\n"), "1");
    Files.deleteIfExists(hushkey.log());
    config.put("hushkey.assistants.alexa.upstream.token-endpoint", amazon.address());
    // all tokens are refreshed at once here
    config.put("hushkey.assistants.alexa.upstream.refreshes-per-second", "10000");
    hushkey.start(config);
    control.add("planted", planted);
  }

  @AfterEach
  void stop() {
    hushkey.stop();
    amazon.close();
    collector.close();
    stack.openBao().stopAudit();
  }

  @Test
  void stolenDatabaseAndLogs_holdNothingThatOpensAnything() throws Exception {
    secrets.add("client secret", stack.alexaClientSecret());
    secrets.add("role secret", Files.readString(stack.openBao().secretIdFile()).strip());
    linkAll();
    amazon.tokens().forEach(secrets::add);
    assertThat(secrets.size()).isGreaterThan(LINKS * 8);

    String refused = refusedRequest();
    misplacedSecrets();
    plantControl();
    Map<String, Path> places = places();
    for (Map.Entry<String, Path> place : places.entrySet()) {
      assertThat(control.foundIn(place.getValue())).as("control in " + place).isNotEmpty();
      assertThat(secrets.foundIn(place.getValue())).as(place.getKey()).isEmpty();
    }
    String metrics = get(hushkey.innerAddress() + "/q/metrics");
    assertThat(metrics).contains("hushkey_seal_operation");
    assertThat(secrets.foundIn(metrics)).isEmpty();
    assertJsonLog(refused);
    assertSpans(refused);
    searchHeap();
  }

  /** Everything that passes a token, for each of the users: link, grant, refresh, hand out. */
  private void linkAll() throws Exception {
    Database.update(
        """
        insert into ownership (device_id, user_id, epoch, name, changed_at)
        select 'stolen-camera-' || n, 'stolen-user-' || n, 1, 'Camera', clock_timestamp()
          from generate_series(1, ?) n
        """,
        LINKS);
    String skill = stack.keycloak().serviceToken("alexa-skill");
    String backend = stack.keycloak().serviceToken("camera-backend");
    forAll(number -> link(number, skill));
    Database.update("update upstream_token set access_expires_at = clock_timestamp()");
    forAll(number -> handOut(number, backend));
  }

  private interface Step {
    Map<String, String> of(int number) throws Exception;
  }

  /** Several at a time, as in the life of a service. What each returns is looked for later. */
  private void forAll(Step step) throws Exception {
    List<Callable<Map<String, String>>> calls = new ArrayList<>();
    IntStream.rangeClosed(1, LINKS).forEach(number -> calls.add(() -> step.of(number)));
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      for (Future<Map<String, String>> made : callers.invokeAll(calls)) {
        made.get().forEach(secrets::add);
      }
    }
  }

  private Map<String, String> link(int number, String skill) throws Exception {
    String code = code(number);
    JsonNode tokens =
        token(Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", redirect()));
    String access = tokens.at("/access_token").asText();
    String refresh = tokens.at("/refresh_token").asText();
    String grantCode = MarkedAmazon.mark();
    JsonNode granted =
        json("/v1/alexa/directives", skill, AcceptGrant.message(grantCode, access).toString());
    assertThat(granted.at("/event/header/name").asText()).isEqualTo("AcceptGrant.Response");
    JsonNode renewed = token(Map.of("grant_type", "refresh_token", "refresh_token", refresh));
    return Map.of(
        "code " + number, code,
        "access token " + number, access,
        "refresh token " + number, refresh,
        "AcceptGrant code " + number, grantCode,
        "renewed access token " + number, renewed.at("/access_token").asText());
  }

  private String code(int number) throws Exception {
    RequestParameters asked =
        new RequestParameters(
            Map.of(
                "response_type", List.of("code"),
                "client_id", List.of(Linking.CLIENT_ID),
                "redirect_uri", List.of(redirect())));
    AuthorizationRequest request = ((AuthorizationReading.Valid) requests.read(asked)).request();
    AuthorizationCode code = new AuthorizationCode(SecretText.random());
    try {
      VertxContextSupport.subscribeAndAwait(
          () ->
              codes.issue(
                  new UserId("stolen-user-" + number),
                  request,
                  Map.of(
                      new DeviceId("stolen-camera-" + number), Set.of(Action.EVENTS, Action.VIEW)),
                  code));
      return code.secret().reveal();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, String> handOut(int number, String backend) throws Exception {
    JsonNode answer =
        json(
            "/v1/handouts",
            backend,
            """
            {"user": "stolen-user-%1$d", "device": "stolen-camera-%1$d", "assistant": "alexa",
             "action": "events"}
            """
                .formatted(number));
    return Map.of("handed out " + number, answer.at("/handouts/0/accessToken").asText());
  }

  /**
   * One that leaves a line in the log.
   *
   * @return its correlation id
   */
  private String refusedRequest() throws Exception {
    String token = MarkedAmazon.mark();
    secrets.add("a token that we never issued", token);
    String form =
        PlainBrowser.encode(
            List.of(Map.entry("grant_type", "refresh_token"), Map.entry("refresh_token", token)));
    String pair = Linking.CLIENT_ID + ":" + stack.alexaClientSecret();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(hushkey.address() + "/oauth2/token"))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(400);
    return answer.headers().firstValue("X-Correlation-Id").orElseThrow();
  }

  /** Where they do not belong: in an address, a header, a method, a form that nobody reads. */
  private void misplacedSecrets() throws Exception {
    for (String address :
        List.of(
            "/oauth2/authorize?response_type=code&client_id=alexa&state=%1$s&code=%1$s",
            "/account/login?state=%1$s&code=%1$s",
            "/oauth2/token/%1$s",
            "/v1/%1$s",
            "/%1$s?access_token=%1$s")) {
      String secret = SecretText.random().reveal();
      secrets.add("in " + address, secret);
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(hushkey.address() + address.formatted(secret)))
              .header("Authorization", "Bearer " + secret)
              .header("Cookie", "q_session=" + secret)
              .header("Referer", "https://example.com/?code=" + secret)
              .header("User-Agent", secret)
              .header("X-Request-Id", secret)
              .header("traceparent", "00-" + "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
              .header("tracestate", "vendor=" + secret)
              .header("baggage", "token=" + secret)
              .method("POST", HttpRequest.BodyPublishers.ofString("client_secret=" + secret))
              .build();
      http.send(request, HttpResponse.BodyHandlers.discarding());
    }
  }

  /** A line of the log finds its trace, and no trace holds anything that a caller sent. */
  private void assertSpans(String refused) {
    await().atMost(PATIENCE).until(() -> collector.has(refused));
    for (String span :
        List.of(
            "POST /oauth2/token",
            "POST /v1/handouts",
            "POST /v1/alexa",
            "POST other",
            "postgresql decide-handout",
            "postgresql record",
            "vault encrypt",
            "vault decrypt")) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(collector.has(span)).as(span).isTrue());
    }
    assertThat(secrets.foundIn(taken.resolve("spans"))).isEmpty();
    assertThat(collector.has("stolen-user-")).as("people are in no trace").isFalse();
    assertThat(collector.has("stolen-camera-")).isFalse();
  }

  /** In each place that is searched, by the way that things get there. */
  private void plantControl() throws Exception {
    Database.update("update ownership set name = ? where device_id = 'stolen-camera-1'", planted);
    try {
      Database.text("select '" + planted + "' from no_such_table");
    } catch (IllegalStateException refused) {
      LOG.debug("refused, and so on record in PostgreSQL's log");
    }
    HttpRequest unknownKey =
        HttpRequest.newBuilder(
                URI.create(stack.openBao().address() + "/v1/transit/encrypt/" + planted))
            .header("X-Vault-Token", "none")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    http.send(unknownKey, HttpResponse.BodyHandlers.ofString());
  }

  /** What a thief may carry away. */
  private Map<String, Path> places() throws Exception {
    Path dump = taken.resolve("dump.sql");
    Files.writeString(dump, stack.postgres().dump(database()));
    Database.text("select pg_switch_wal()");
    Database.update("checkpoint");
    Map<String, Path> places = new TreeMap<>();
    places.put("pg_dump", dump);
    places.put("write-ahead log", stack.postgres().data().resolve("pg_wal"));
    places.put(
        "table files",
        stack
            .postgres()
            .data()
            .resolve("base")
            .resolve(
                Database.text("select oid from pg_database where datname = current_database()")));
    places.put("PostgreSQL's log", stack.postgres().log());
    places.put("Hushkey's log in JSON", hushkey.log());
    places.put("Hushkey's log in text", textLog());
    places.put("OpenBao's audit log", taken.resolve("vault-audit.log"));
    assertThat(secrets.foundIn(stack.openBao().log())).as("OpenBao's log").isEmpty();
    return places;
  }

  private Path textLog() {
    return taken.resolve("hushkey.log");
  }

  /** One event is one line of JSON, whoever wrote its text, and names the request it belongs to. */
  private void assertJsonLog(String refused) throws IOException {
    Set<String> requests = new HashSet<>();
    List<JsonNode> unknown = new ArrayList<>();
    for (String line : Files.readAllLines(hushkey.log())) {
      JsonNode event = JSON.readTree(line);
      assertThat(event.fieldNames())
          .toIterable()
          .as(line)
          .contains("timestamp", "level", "loggerName", "message", "planted");
      requests.add(event.at("/mdc/correlationId").asText());
      if (event.at("/message").asText().contains("quarkus.unknown")) {
        unknown.add(event);
      }
    }
    assertThat(requests).contains(refused);
    assertThat(unknown)
        .singleElement()
        .satisfies(event -> assertThat(event.at("/message").asText()).contains("\\u000a{"));
    // a stack trace has lines of its own there
    assertThat(Files.readAllLines(textLog())).doesNotContain(FORGED.strip());
  }

  /**
   * Garbage keeps what it held until it is collected, and an idle service collects nothing on its
   * own; a dump begins with a collection. What is left then lies in buffers that the next requests
   * write over: a few of the last ones, never what went through before.
   */
  private void searchHeap() {
    Map<String, Long> atOnce = heldInHeap();
    assertThat(atOnce).as("the control: what it must hold").containsKey("client secret");
    LOG.infof("In the heap right after the last request: %s", atOnce);
    Instant since = Instant.now();
    Map<String, Long> later =
        await()
            .atMost(MAX_IN_HEAP)
            .pollInterval(Duration.ofSeconds(2))
            .until(this::heldInHeap, held -> count(held) <= LAST_REQUESTS);
    LOG.infof("In the heap %s later: %s", Duration.between(since, Instant.now()), later);
  }

  private static long count(Map<String, Long> held) {
    return held.values().stream().mapToLong(Long::longValue).sum();
  }

  private int dumps;

  private Map<String, Long> heldInHeap() {
    Path dump = taken.resolve("heap-" + dumps++ + ".hprof");
    hushkey.dumpHeap(dump);
    try {
      return secrets.foundIn(dump).stream()
          .collect(
              Collectors.groupingBy(
                  name -> name.replaceAll(" \\d+$", ""), TreeMap::new, Collectors.counting()));
    } finally {
      dump.toFile().delete();
    }
  }

  private JsonNode token(Map<String, String> form) throws Exception {
    String pair = Linking.CLIENT_ID + ":" + stack.alexaClientSecret();
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return send(
        "/oauth2/token",
        "Basic " + basic,
        "application/x-www-form-urlencoded",
        PlainBrowser.encode(List.copyOf(form.entrySet())));
  }

  private JsonNode json(String path, String bearer, String body) throws Exception {
    return send(path, "Bearer " + bearer, "application/json", body);
  }

  private JsonNode send(String path, String authorization, String type, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(hushkey.address() + path))
            .timeout(PATIENCE)
            .header("Authorization", authorization)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private String get(String address) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private String redirect() {
    return new Linking(TestStack.current()).redirectUri();
  }

  private String database() {
    return TestStack.database();
  }
}
