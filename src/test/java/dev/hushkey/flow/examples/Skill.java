package dev.hushkey.flow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.keycloak.KeycloakServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Alexa, as the skill of examples/alexa-skill knows it: sends directives, and takes no answer that
 * is not <a href="https://developer.amazon.com/en-US/docs/alexa/device-apis/message-guide.html">as
 * Amazon describes it</a>.
 */
final class Skill implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MILLISECONDS =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z";

  private final LineProcess python;

  private Skill(LineProcess python) {
    this.python = python;
  }

  static Skill start(LocalStack stack) {
    return new Skill(
        LineProcess.start(
            List.of("python3", "examples/alexa-skill/skill.py"),
            Map.of(
                "HUSHKEY_URL",
                stack.hushkey().address(),
                "TOKEN_URL",
                stack.keycloak().tokenEndpoint(KeycloakServer.HUSHKEY_REALM),
                "CLIENT_ID",
                "alexa-skill",
                "CLIENT_SECRET_FILE",
                stack.keycloak().clientSecretFile("alexa-skill").toString(),
                "PYTHONDONTWRITEBYTECODE",
                "1")));
  }

  /** The name of its answer, or the type of the error. */
  String acceptGrant(String code, String granteeToken) {
    ObjectNode directive = directive("Alexa.Authorization", "AcceptGrant");
    ObjectNode payload = directive.putObject("payload");
    payload.putObject("grant").put("type", "OAuth2.AuthorizationCode").put("code", code);
    payload.putObject("grantee").put("type", "BearerToken").put("token", granteeToken);
    JsonNode event = send(directive).path("event");
    assertNames(event, "header", "payload");
    String name = assertHeader(event, "Alexa.Authorization", "");
    if (name.equals("AcceptGrant.Response")) {
      assertNames(event.path("payload"));
      return name;
    }
    return assertError(event);
  }

  /** "Alexa, show the front door." */
  String show(String device, String token) {
    ObjectNode directive = endpoint("Alexa.CameraStreamController", device, token);
    JsonNode event = answer(directive, "InitializeCameraStreams", device);
    if (event.path("header").path("name").asText().equals("ErrorResponse")) {
      return assertError(event);
    }
    assertHeader(event, "Alexa.CameraStreamController", "opaque");
    assertNames(event.path("payload"), "cameraStreams", "imageUri");
    JsonNode stream = event.path("payload").path("cameraStreams").path(0);
    assertThat(names(stream))
        .containsAll(
            Set.of(
                "uri", "protocol", "resolution", "authorizationType", "videoCodec", "audioCodec"));
    assertThat(stream.path("expirationTime").asText()).matches(MILLISECONDS);
    assertThat(stream.path("uri").asText()).contains(device);
    return event.path("header").path("name").asText();
  }

  /** Alexa asks how the device does. */
  String reportState(String device, String token) {
    ObjectNode directive = endpoint("Alexa", device, token);
    JsonNode event = answer(directive, "ReportState", device);
    String name = assertHeader(event, "Alexa", "opaque");
    return name.equals("ErrorResponse") ? assertError(event) : name;
  }

  private JsonNode answer(ObjectNode directive, String name, String device) {
    ((ObjectNode) directive.path("header")).put("name", name).put("correlationToken", "opaque");
    JsonNode message = send(directive);
    for (JsonNode property : message.path("context").path("properties")) {
      assertNames(
          property, "namespace", "name", "value", "timeOfSample", "uncertaintyInMilliseconds");
      assertThat(property.path("timeOfSample").asText()).matches(MILLISECONDS);
    }
    JsonNode event = message.path("event");
    assertNames(event, "header", "endpoint", "payload");
    assertThat(event.path("endpoint").path("endpointId").asText()).isEqualTo(device);
    return event;
  }

  private static ObjectNode endpoint(String namespace, String device, String token) {
    ObjectNode directive = directive(namespace, "");
    ObjectNode endpoint = directive.putObject("endpoint").put("endpointId", device);
    endpoint.putObject("scope").put("type", "BearerToken").put("token", token);
    directive.putObject("payload");
    return directive;
  }

  private static ObjectNode directive(String namespace, String name) {
    ObjectNode directive = JSON.createObjectNode();
    directive
        .putObject("header")
        .put("namespace", namespace)
        .put("name", name)
        .put("messageId", UUID.randomUUID().toString())
        .put("payloadVersion", "3");
    return directive;
  }

  private JsonNode send(ObjectNode directive) {
    try {
      return JSON.readTree(
          python.say(JSON.createObjectNode().set("directive", directive).toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String assertHeader(JsonNode event, String namespace, String correlationToken) {
    JsonNode header = event.path("header");
    assertThat(header.path("namespace").asText()).isEqualTo(namespace);
    assertThat(header.path("payloadVersion").asText()).isEqualTo("3");
    assertThat(header.path("correlationToken").asText()).isEqualTo(correlationToken);
    assertThat(UUID.fromString(header.path("messageId").asText()).version()).isEqualTo(4);
    return header.path("name").asText();
  }

  private static String assertError(JsonNode event) {
    assertThat(event.path("header").path("name").asText()).isEqualTo("ErrorResponse");
    assertNames(event.path("payload"), "type", "message");
    return event.path("payload").path("type").asText();
  }

  private static void assertNames(JsonNode object, String... names) {
    assertThat(names(object)).containsExactlyInAnyOrder(names);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Override
  public void close() {
    python.close();
  }
}
