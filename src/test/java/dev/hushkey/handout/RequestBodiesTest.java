package dev.hushkey.handout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.check.CheckRequest;
import dev.hushkey.handout.decision.Question;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.SecretText;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestBodiesTest {

  /** As Quarkus sets it up. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new ParameterNamesModule())
          .addModule(new JavaTimeModule())
          .build();

  private static final String HANDOUT =
      """
      {"user":"alice","device":"camera-1","assistant":"alexa","action":"view"}
      """;

  @Test
  void handoutRequest_complete_isAQuestion() throws Exception {
    assertThat(HandoutRequest.read(JSON.readValue(HANDOUT, HandoutRequest.class)))
        .isEqualTo(
            new Question(
                new UserId("alice"),
                new DeviceId("camera-1"),
                new AssistantId("alexa"),
                Action.VIEW));
  }

  @ParameterizedTest
  @CsvSource({"user, alice", "device, camera-1", "assistant, alexa", "action, view"})
  void handoutRequest_withoutAField_namesIt(String field, String value) throws Exception {
    String body = HANDOUT.replace("\"" + value + "\"", "null");
    HandoutRequest request = JSON.readValue(body, HandoutRequest.class);
    assertMalformed(() -> HandoutRequest.read(request), field);
  }

  @ParameterizedTest
  @CsvSource({
    "user, alice, alicé",
    "device, camera-1, '../camera'",
    "device, camera-1, '\\u0000'",
    "assistant, alexa, ALEXA",
    "action, view, look",
    "action, view, VIEW",
    "action, view, ''",
  })
  void handoutRequest_withAnImpossibleValue_namesTheField(String field, String value, String bad) {
    String body = HANDOUT.replace("\"" + value + "\"", "\"" + bad + "\"");
    assertThatThrownBy(() -> JSON.readValue(body, HandoutRequest.class))
        .isInstanceOfSatisfying(
            JsonMappingException.class,
            thrown -> assertThat(thrown.getPath().getFirst().getFieldName()).isEqualTo(field))
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void handoutRequest_withTenThousandCharacters_isRefused() {
    String body = HANDOUT.replace("camera-1", "c".repeat(10_000));
    assertThatThrownBy(() -> JSON.readValue(body, HandoutRequest.class))
        .isInstanceOf(JsonMappingException.class);
  }

  @Test
  void handoutRequest_absent_isMalformed() {
    assertMalformed(() -> HandoutRequest.read(null), "body");
  }

  @Test
  void checkRequest_holdsItsTokenUnreadably() throws Exception {
    CheckRequest request =
        JSON.readValue(
            "{\"token\":\"our-token\",\"device\":\"camera-1\",\"action\":\"events\"}",
            CheckRequest.class);
    assertThat(CheckRequest.read(request).token().reveal()).isEqualTo("our-token");
    assertThat(request.toString()).doesNotContain("our-token");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"device\":\"d\",\"action\":\"view\"}', token",
    "'{\"token\":\"\",\"device\":\"d\",\"action\":\"view\"}', token",
    "'{\"token\":\"t\",\"action\":\"view\"}', device",
    "'{\"token\":\"t\",\"device\":\"d\"}', action",
  })
  void checkRequest_withoutAField_namesIt(String body, String field) throws Exception {
    CheckRequest request = JSON.readValue(body, CheckRequest.class);
    assertMalformed(() -> CheckRequest.read(request), field);
  }

  @Test
  void checkRequest_withTenThousandCharacters_isRefused() {
    CheckRequest request =
        new CheckRequest(SecretText.of("t".repeat(10_000)), new DeviceId("d"), Action.VIEW, null);
    assertMalformed(() -> CheckRequest.read(request), "token");
  }

  @Test
  void handout_isWrittenWithItsToken_butNeverPrinted() throws Exception {
    Handout answer =
        new Handout(
            SecretText.of("Atza|token"),
            Instant.EPOCH,
            URI.create("https://events.example"),
            new UserId("alice"),
            new DeviceId("camera-1"),
            new AssistantId("alexa"),
            Action.VIEW,
            LinkId.from("11111111-2222-4333-8444-555555555555"));
    assertThat(answer.toString()).doesNotContain("Atza|token");
    assertThat(new HandoutAnswer(List.of(answer), List.of(), null).toString())
        .doesNotContain("Atza|token");
    assertThat(JSON.valueToTree(answer).properties().stream().map(java.util.Map.Entry::getKey))
        .containsExactlyInAnyOrder(
            "accessToken",
            "expiresAt",
            "eventEndpoint",
            "user",
            "device",
            "assistant",
            "action",
            "link");
    assertThat(JSON.valueToTree(answer).path("user").asText()).isEqualTo("alice");
  }

  private static void assertMalformed(Runnable reading, String field) {
    assertThatThrownBy(reading::run)
        .isInstanceOfSatisfying(
            FailureException.class,
            thrown ->
                assertThat(thrown.failure())
                    .isInstanceOfSatisfying(
                        Failure.MalformedRequest.class,
                        malformed -> assertThat(malformed.parameter()).isEqualTo(field)));
  }
}
