package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.CameraApp;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** JSON that does not say plainly what it wants is refused at every door, and nothing is done. */
@OnStack
class StrictJsonIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Alexa's members are not ours: its reader ignores what it does not need. */
  private static final Set<String> OF_ALEXA = Set.of("acceptGrant");

  private Map<String, WireRequest> requests;

  @BeforeEach
  void aRequestForEachOperation() {
    requests =
        DocumentedRequests.withJson(
            DocumentedRequests.of(LinkedCamera.ofBob().granted(), CameraApp.of("alice")));
    assertThat(requests).hasSizeGreaterThanOrEqualTo(11);
  }

  @Test
  void memberThatIsNullEmptyOfAnotherTypeOrGivenTwice_is400_namesIt_andNothingIsDone()
      throws Exception {
    for (Map.Entry<String, WireRequest> request : requests.entrySet()) {
      String before = contents();
      for (Mutant mutant : mutants(request.getKey(), request.getValue().bodyText())) {
        WireAnswer answer = request.getValue().withBody(mutant.json()).send();

        String what = request.getKey() + " " + mutant.json();
        assertThat(answer.status()).as(what).isEqualTo(400);
        assertThat(answer.header("Content-Type")).as(what).isEqualTo("application/problem+json");
        assertThat(answer.json().path("detail").asText()).as(what).contains(mutant.member());
      }
      assertThat(contents()).as(request.getKey()).isEqualTo(before);
    }
  }

  @Test
  void bodyThatIsNotOneJsonObject_is400_andNothingIsDone() {
    requests.forEach(
        (operation, request) -> {
          String good = request.bodyText();
          String before = contents();
          for (byte[] body : notOneObject(good)) {
            WireAnswer answer = request.withBody(body).send();

            String what = operation + " " + new String(body, StandardCharsets.UTF_8);
            assertThat(answer.status()).as("%.200s", what).isEqualTo(400);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
          }
          assertThat(contents()).as(operation).isEqualTo(before);
        });
  }

  private static List<byte[]> notOneObject(String good) {
    List<byte[]> bodies = new ArrayList<>();
    Stream.of(
            "null",
            "[]",
            "\"\"",
            "5",
            "{",
            "not JSON",
            "[" + good + "]",
            good + good,
            good + " " + good,
            good + "]",
            good + " x",
            good.replaceFirst("\\{", "{\"x\":" + "[".repeat(5000) + "]".repeat(5000) + ","),
            good.replaceFirst("\\{", "{\"x\":" + "9".repeat(5000) + ","),
            "{" + "\"a\":{".repeat(2000) + "}".repeat(2001))
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .forEach(bodies::add);
    byte[] broken = good.getBytes(StandardCharsets.UTF_8);
    broken[broken.length / 2] = (byte) 0xff;
    bodies.add(broken);
    bodies.add(new byte[] {0, 0, 0, '{', 0x7f, 0x7f, 0x7f, 0x7f});
    bodies.add(new byte[] {(byte) 0xef, (byte) 0xbb});
    return bodies;
  }

  /**
   * A body with one fault.
   *
   * @param member the last part of the name that the answer must contain
   */
  private record Mutant(String member, String json) {}

  private static List<Mutant> mutants(String operation, String good) throws Exception {
    List<Mutant> mutants = new ArrayList<>();
    JsonNode body = JSON.readTree(good);
    collect(body, body, "", mutants, OF_ALEXA.contains(operation));
    if (!OF_ALEXA.contains(operation)) {
      mutants.add(new Mutant("unknown-1", good.replaceFirst("\\{", "{\"unknown-1\":1,")));
    }
    return mutants;
  }

  /** Each member of each object in its turn, down to the last. */
  private static void collect(
      JsonNode root, JsonNode node, String at, List<Mutant> mutants, boolean ofAlexa)
      throws Exception {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(root, node.get(i), at + "/" + i, mutants, ofAlexa);
      }
    }
    if (!(node instanceof ObjectNode object)) {
      return;
    }
    for (Map.Entry<String, JsonNode> member : Map.copyOf(members(object)).entrySet()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      boolean ignored = ofAlexa && name.equals("messageId");
      if (!ignored) {
        for (JsonNode other : others(value)) {
          if (name.equals("room") && other.isTextual() && other.textValue().isEmpty()) {
            continue; // a device need not be in one
          }
          mutants.add(new Mutant(name, with(root, at, name, other)));
        }
      }
      mutants.add(new Mutant(name, twice(root, at, name, value)));
      collect(root, value, at + "/" + name, mutants, ofAlexa);
    }
  }

  private static Map<String, JsonNode> members(ObjectNode object) {
    Map<String, JsonNode> members = new java.util.LinkedHashMap<>();
    object.fields().forEachRemaining(entry -> members.put(entry.getKey(), entry.getValue()));
    return members;
  }

  private static List<JsonNode> others(JsonNode value) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    List<JsonNode> others = new ArrayList<>(List.of(make.nullNode(), make.numberNode(1.5)));
    if (!value.isNumber()) {
      others.add(make.numberNode(1));
    }
    if (!value.isBoolean()) {
      others.add(make.booleanNode(false));
    }
    if (!value.isObject()) {
      others.add(make.objectNode());
    }
    if (!value.isArray()) {
      others.add(make.arrayNode());
      others.add(make.arrayNode().add(value));
    }
    if (!value.isTextual()) {
      others.add(make.textNode("true"));
      others.add(make.textNode("x"));
    }
    others.add(make.textNode(""));
    others.add(make.textNode("\ud800 half"));
    return others;
  }

  private static String with(JsonNode root, String at, String name, JsonNode value)
      throws JsonProcessingException {
    JsonNode copy = root.deepCopy();
    ((ObjectNode) copy.at(at)).set(name, value);
    return write(copy);
  }

  /** Jackson cannot write it: a name that is nowhere else becomes the second of its kind. */
  private static String twice(JsonNode root, String at, String name, JsonNode value)
      throws JsonProcessingException {
    return with(root, at, "second-of-its-kind", value).replace("second-of-its-kind", name);
  }

  private static String write(JsonNode json) throws JsonProcessingException {
    return JSON.writeValueAsString(json).replace("\ud800", "\\ud800");
  }

  /**
   * All rows of all tables that a request may change. It takes a while: once for each operation is
   * enough.
   */
  private static String contents() {
    return Database.text(
        Stream.of(
                "link",
                "device_grant",
                "ownership",
                "cut_off",
                "revocation",
                "audit_event",
                "access_token",
                "refresh_token",
                "upstream_token",
                "signing_key",
                "app_link_attempt")
            .map(
                table ->
                    "(select count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) from "
                        + table
                        + " t)")
            .collect(Collectors.joining(" || ' ' || ", "select ", "")));
  }
}
