package dev.hushkey.flow.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.flow.examples.HttpPage.Exchange;
import dev.hushkey.flow.examples.HttpPage.Message;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AlexaCloud;
import dev.hushkey.stack.fixture.AlexaEventGateway;
import dev.hushkey.stack.fixture.AmazonLogin;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.keycloak.KeycloakServer;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CameraApp;
import dev.hushkey.testing.Database;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sends every request of docs/integrate.md, and is answered as the page says. */
@OnStack
class IntegratePageIT {

  private static final Path PAGE = Path.of("docs/integrate.md");
  private static final DeviceId DOOR = new DeviceId("front-door");
  private static final int ROUNDING_SECONDS = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LocalStack stack = TestStack.current();
  private final HttpPage page = HttpPage.read(PAGE);
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> values = new HashMap<>();

  private AlexaCloud amazon;
  private AlexaEventGateway gateway;
  private CameraApp app;

  /** Alice has two cameras, and allowed Alexa the one at the door. */
  @BeforeEach
  void aliceAsOnThePage() {
    Database.endLinks(People.ALICE);
    Api.own(DOOR, People.ALICE).then().statusCode(200);
    Api.own(new DeviceId("nursery"), People.ALICE).then().statusCode(200);
    Map<DeviceId, Set<Action>> consent = Map.of(DOOR, Set.of(Action.EVENTS, Action.VIEW));
    String alexa = new Linking(TestStack.current()).link("alice", consent).accessToken();
    Api.acceptGrant(new AmazonLogin(TestStack.current()).code("alice-amazon"), alexa)
        .then()
        .statusCode(200);
    amazon = new AlexaCloud(stack);
    gateway = new AlexaEventGateway(0);
    app = CameraApp.of("alice");
    values.put("hushkey", stack.hushkey().address());
    values.put("keycloak", stack.keycloak().address());
    values.put("camera-backend-secret", stack.keycloak().clientSecret("camera-backend"));
    values.put("camera-backend-token", stack.keycloak().serviceToken("camera-backend"));
    values.put("security-tool-token", stack.keycloak().serviceToken("security-tool"));
    values.put("realm", stack.keycloak().realm(KeycloakServer.HUSHKEY_REALM));
    values.put("skill-token", stack.keycloak().serviceToken("alexa-skill"));
    values.put("app-token", app.token());
    values.put("alexa-token", alexa);
    values.put("amazon-code", new AmazonLogin(TestStack.current()).code("alice-amazon"));
    values.put("event-endpoint", gateway.address().toString());
    values.put("message-id", UUID.randomUUID().toString());
  }

  @AfterEach
  void stop() {
    amazon.close();
    gateway.close();
    http.close();
    // Keycloak dates a log-in by whole seconds, and the next test may log in within this one.
    Database.update(
        "update cut_off set at = at - interval '1 minute', made_at = made_at - interval '1 minute'"
            + " where end_sessions");
  }

  @Test
  void everyRequest_isAnsweredAsThePageSays() throws IOException, InterruptedException {
    for (Exchange exchange : page.exchanges()) {
      HttpResponse<String> answer = send(exchange.request());
      assertAnswered(exchange.request().start(), answer, exchange.answer());
      learn(answer);
    }
    assertThat(gateway.events())
        .extracting(AlexaEventGateway.Event::device)
        .containsExactly(DOOR.value());
    assertThat(gateway.complaints()).isEmpty();
    assertThat(amazon.complaints()).isEmpty();
  }

  @Test
  void outage_isToldAsThePageSays() throws IOException, InterruptedException {
    Message handOut = requestTo("/v1/handouts");
    stack.openBao().seal();
    try {
      assertAnswered(handOut.start(), send(handOut), page.answer(503));
    } finally {
      stack.openBao().unseal();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(send(handOut).statusCode()).isEqualTo(200));
  }

  private Message requestTo(String path) {
    return page.exchanges().stream()
        .map(Exchange::request)
        .filter(request -> request.start().endsWith(path))
        .findFirst()
        .orElseThrow();
  }

  private HttpResponse<String> send(Message request) throws IOException, InterruptedException {
    return http.send(request.toRequest(this::value), HttpResponse.BodyHandlers.ofString());
  }

  private String value(String name) {
    return values.computeIfAbsent(
        name,
        unknown -> {
          throw new AssertionError("what is {{" + unknown + "}}?");
        });
  }

  /** What a later request of the page takes from this answer. */
  private void learn(HttpResponse<String> answer) throws IOException {
    JsonNode body =
        answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    if (body.has("handouts")) {
      String token = body.at("/handouts/0/accessToken").asText();
      values.put("access-token", token);
      values.put("fingerprint", TokenHash.of(SecretText.of(token)).fingerprint());
      values.put("link", body.at("/handouts/0/link").asText());
    }
    if (body.has("loginWithAmazonUrl")) {
      CameraApp.Return back =
          app.atAmazon(body.path("loginWithAmazonUrl").asText(), "alice-amazon");
      values.put("state", back.state());
      values.put("code", back.code());
    }
  }

  /** Prints no good answer: it may hold a token. */
  private static void assertAnswered(String request, HttpResponse<String> answer, Message page)
      throws IOException {
    String shown = request + (answer.statusCode() < 400 ? "" : ": " + answer.body());
    assertThat(answer.statusCode()).as(shown).isEqualTo(page.status());
    page.headers()
        .forEach(
            (name, value) ->
                assertThat(answer.headers().firstValue(name).orElse(""))
                    .as("%s: %s", request, name)
                    .startsWith(value));
    if (page.body().isEmpty()) {
      assertThat(answer.body().isEmpty()).as("%s: no body", request).isTrue();
      return;
    }
    List<String> differences = new ArrayList<>();
    compare("", JSON.readTree(page.body()), JSON.readTree(answer.body()), differences);
    assertThat(differences).as(shown).isEmpty();
  }

  /** Names what the page has and the answer has not, or the other way round, or otherwise. */
  private static void compare(String path, JsonNode page, JsonNode answer, List<String> into) {
    if (page.isObject() && answer.isObject()) {
      Set<String> names =
          page.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
      answer.properties().forEach(member -> names.add(member.getKey()));
      names.forEach(name -> compare(path + "/" + name, page.path(name), answer.path(name), into));
    } else if (page.isArray() && page.size() == answer.size()) {
      for (int i = 0; i < page.size(); i++) {
        compare(path + "/" + i, page.get(i), answer.path(i), into);
      }
    } else if (!(path.endsWith("expires_in") && isAboutAsLong(page, answer))
        && !isAsOnThePage(page, answer)) {
      into.add(
          "%s: the page has %s, the answer %s"
              .formatted(
                  path,
                  page.isMissingNode() ? "nothing" : page,
                  answer.isMissingNode() ? "nothing" : "something else"));
    }
  }

  /** Keycloak rounds the rest of a token's life. */
  private static boolean isAboutAsLong(JsonNode page, JsonNode answer) {
    return answer.isInt() && Math.abs(page.asInt() - answer.asInt()) <= ROUNDING_SECONDS;
  }

  private static boolean isAsOnThePage(JsonNode page, JsonNode answer) {
    if (!page.isTextual() || !answer.isTextual()) {
      return page.equals(answer);
    }
    String pattern =
        Arrays.stream(page.asText().split("…", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".+"));
    return answer.asText().matches(pattern);
  }
}
