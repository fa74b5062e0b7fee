package dev.hushkey.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import dev.hushkey.oauth.keys.SigningKeyState;
import dev.hushkey.ownership.OwnershipChange;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API document repeats by hand from Java types is the same there. */
class ApiDocumentTest {

  private static JsonNode document;

  @BeforeAll
  static void read() throws IOException {
    document = new ObjectMapper(new YAMLFactory()).readTree(new File("docs/api/openapi.yaml"));
  }

  private static JsonNode schema(String name) {
    return document.required("components").required("schemas").required(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "A1",
        "camera-1",
        "a.b_c:d@e-f",
        "alexa",
        "-a",
        "",
        "a b",
        " a",
        "a ",
        "~/%",
        "ä",
        "a\n",
        "."
      })
  void ids_areWhatTheirTypesAccept(String text) {
    assertSame("UserId", text, UserId::new);
    assertSame("DeviceId", text, DeviceId::new);
    assertSame("AssistantId", text, AssistantId::new);
  }

  @Test
  void ids_areAsLongAsTheirTypesAccept() {
    assertSame("UserId", "u".repeat(255), UserId::new);
    assertSame("UserId", "u".repeat(256), UserId::new);
    assertSame("AssistantId", "a".repeat(32), AssistantId::new);
    assertSame("AssistantId", "a".repeat(33), AssistantId::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        " a ",
        "\u05d3",
        "",
        " ",
        "\u00a0",
        "\u200b\u202e",
        "\u3164",
        "\u2800",
        "a\n"
      })
  void names_areWhatTheirTypesAccept(String text) {
    assertSame(
        "DeviceName",
        text,
        name -> OwnershipChange.register(new DeviceId("d"), new UserId("u"), name, ""));
  }

  private static void assertSame(String schema, String text, Consumer<String> type) {
    String pattern = schema(schema).required("pattern").asText();
    boolean documented = Pattern.compile(pattern).matcher(text).matches();
    if (documented) {
      assertThatCode(() -> type.accept(text)).as(schema + " " + text).doesNotThrowAnyException();
    } else {
      assertThatCode(() -> type.accept(text))
          .as(schema + " " + text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void enums_areThoseOfTheirTypes() {
    assertThat(values("Refusal")).isEqualTo(names(Refusal.values(), Refusal::wireName));
    assertThat(values("Action")).isEqualTo(names(Action.values(), Action::wireName));
    assertThat(values("LinkState")).isEqualTo(names(LinkState.values(), LinkState::name));
    assertThat(values("SigningKeyState"))
        .isEqualTo(names(SigningKeyState.values(), SigningKeyState::wireName));
  }

  private static List<String> values(String schema) {
    List<String> values = new ArrayList<>();
    schema(schema).required("enum").forEach(value -> values.add(value.asText()));
    return values;
  }

  private static <E> List<String> names(E[] values, java.util.function.Function<E, String> name) {
    return Arrays.stream(values).map(name).toList();
  }

  @Test
  void everyOperation_saysWhoMayCall_andHowItFails() {
    document
        .required("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          String name = operation.getKey() + " " + path.getKey();
                          JsonNode value = operation.getValue();
                          assertThat(value.hasNonNull("operationId")).as(name).isTrue();
                          assertThat(value.hasNonNull("security")).as(name).isTrue();
                          if (path.getKey().startsWith("/v1/")) {
                            assertAnswers(name, value, "401", "403", "503");
                          }
                          if (path.getKey().startsWith("/oauth2/")) {
                            assertAnswers(name, value, "503");
                          }
                          if (value.has("requestBody")) {
                            assertAnswers(name, value, "400", "401", "415");
                          }
                        }));
  }

  private static void assertAnswers(String name, JsonNode operation, String... statuses) {
    for (String status : statuses) {
      assertThat(operation.required("responses").has(status)).as(name + " " + status).isTrue();
    }
  }

  @Test
  void everyType_thatIsWrittenAsAString_exists() throws Exception {
    Matcher settings =
        Pattern.compile("(?m)^mp\\.openapi\\.schema\\.([^=]+)=")
            .matcher(Files.readString(Path.of("src/main/resources/application.properties")));
    int found = 0;
    while (settings.find()) {
      found++;
      assertThat(Class.forName(settings.group(1))).isNotNull();
    }
    assertThat(found).isPositive();
  }
}
