package dev.hushkey.alexa.acceptgrant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class AcceptGrantAnswerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void success_isExactlyWhatAlexaDocuments() throws Exception {
    AcceptGrantAnswer answer = AcceptGrantAnswer.accepted();
    assertThat(JSON.readTree(JSON.writeValueAsString(answer)))
        .isEqualTo(
            JSON.readTree(
                """
                {"event":{"header":{"namespace":"Alexa.Authorization",
                "name":"AcceptGrant.Response","messageId":"%s","payloadVersion":"3"},
                "payload":{}}}
                """
                    .formatted(answer.event().header().messageId())));
  }

  @Test
  void error_isExactlyWhatAlexaDocuments() throws Exception {
    AcceptGrantAnswer answer = AcceptGrantAnswer.failed("a reason");
    assertThat(JSON.readTree(JSON.writeValueAsString(answer)))
        .isEqualTo(
            JSON.readTree(
                """
                {"event":{"header":{"namespace":"Alexa.Authorization",
                "name":"ErrorResponse","messageId":"%s","payloadVersion":"3"},
                "payload":{"type":"ACCEPT_GRANT_FAILED","message":"a reason"}}}
                """
                    .formatted(answer.event().header().messageId())));
  }

  @Test
  void answerToAnotherDirective_isAnErrorOfAlexasGeneralInterface_forThatDirective()
      throws Exception {
    AcceptGrantAnswer answer =
        AcceptGrantAnswer.notUnderstood(
            JSON.readTree(
                """
                {"directive":{"header":{"namespace":"Alexa.PowerController","name":"TurnOn",
                "messageId":"m","correlationToken":"ct-1","payloadVersion":"3"},
                "endpoint":{"endpointId":"front-door","scope":{"type":"BearerToken","token":"t"}},
                "payload":{}}}
                """));
    assertThat(JSON.readTree(JSON.writeValueAsString(answer)))
        .isEqualTo(
            JSON.readTree(
                """
                {"event":{"header":{"namespace":"Alexa","name":"ErrorResponse","messageId":"%s",
                "correlationToken":"ct-1","payloadVersion":"3"},
                "endpoint":{"endpointId":"front-door"},
                "payload":{"type":"INVALID_DIRECTIVE",
                "message":"only Alexa.Authorization AcceptGrant, version 3"}}}
                """
                    .formatted(answer.event().header().messageId())));
  }

  @Test
  void message_isNeverLong() {
    AcceptGrantAnswer answer = AcceptGrantAnswer.failed("x".repeat(10_000));
    assertThat(answer.event().payload())
        .isEqualTo(new AcceptGrantAnswer.Payload.Error("ACCEPT_GRANT_FAILED", "x".repeat(200)));
  }

  @Test
  void messageId_isNewEachTime() {
    assertThat(AcceptGrantAnswer.accepted().event().header().messageId())
        .isNotEqualTo(AcceptGrantAnswer.accepted().event().header().messageId());
  }
}
