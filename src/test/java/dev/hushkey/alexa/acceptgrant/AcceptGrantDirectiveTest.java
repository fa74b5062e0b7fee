package dev.hushkey.alexa.acceptgrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptGrantDirectiveTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AS_ALEXA_SENDS_IT =
      """
      {
        "directive": {
          "header": {
            "namespace": "Alexa.Authorization",
            "name": "AcceptGrant",
            "messageId": "b37bb9c3-0b4a-4b6f-9b1f-7f4f4c3a2b10",
            "payloadVersion": "3"
          },
          "payload": {
            "grant": {
              "type": "OAuth2.AuthorizationCode",
              "code": "ANcodeFromAlexa"
            },
            "grantee": {
              "type": "BearerToken",
              "token": "access-token-of-ours"
            }
          }
        }
      }
      """;

  @Test
  void directive_asAlexaSendsIt_isRead() throws Exception {
    AcceptGrantDirective directive = AcceptGrantDirective.read(JSON.readTree(AS_ALEXA_SENDS_IT));
    assertThat(directive.code().secret().reveal()).isEqualTo("ANcodeFromAlexa");
    assertThat(directive.granteeToken().reveal()).isEqualTo("access-token-of-ours");
  }

  @Test
  void directive_withFieldsThatWeDoNotKnow_isRead() throws Exception {
    ObjectNode body = (ObjectNode) JSON.readTree(AS_ALEXA_SENDS_IT);
    body.put("context", "new");
    ((ObjectNode) body.at("/directive/header")).put("correlationToken", "new");
    ((ObjectNode) body.at("/directive/payload/grant")).put("region", "new");
    assertThat(AcceptGrantDirective.read(body).code()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "namespace, Alexa.Discovery, true",
    "name, Discover, true",
    "payloadVersion, 3.1, true",
    "namespace, Alexa.Authorization, false",
    "name, '', false",
    "name, 'two words', false"
  })
  void directive_ofAnotherKindOrVersion_isAnother_andOneWithoutWordsIsNone(
      String member, String value, boolean other) throws Exception {
    ObjectNode body = (ObjectNode) JSON.readTree(AS_ALEXA_SENDS_IT);
    ((ObjectNode) body.at("/directive/header")).put(member, value);
    assertThat(AcceptGrantDirective.isOther(body)).isEqualTo(other);
  }

  @Test
  void whatIsNoDirective_isNotAnotherOne() throws Exception {
    assertThat(AcceptGrantDirective.isOther(null)).isFalse();
    for (String json : new String[] {"{}", "[]", "5", "{\"directive\":{\"header\":{}}}"}) {
      assertThat(AcceptGrantDirective.isOther(JSON.readTree(json))).isFalse();
    }
  }

  @Test
  void directive_printed_showsNoSecret() throws Exception {
    assertThat(AcceptGrantDirective.read(JSON.readTree(AS_ALEXA_SENDS_IT)).toString())
        .doesNotContain("ANcodeFromAlexa", "access-token-of-ours");
  }

  @ParameterizedTest
  @CsvSource({
    "directive.header, namespace, Alexa.Discovery",
    "directive.header, name, Discover",
    "directive.header, name, AcceptGrant.Response",
    "directive.header, payloadVersion, 2",
    "directive.payload.grant, type, OAuth2.Implicit",
    "directive.payload.grant, code, ''",
    "directive.payload.grantee, type, Basic",
    "directive.payload.grantee, token, ''",
  })
  void directive_withWrongOrMissingField_isRefusedByItsName(
      String parent, String field, String wrong) throws Exception {
    JsonNode replaced = JSON.readTree(AS_ALEXA_SENDS_IT);
    parentOf(replaced, parent).put(field, wrong);
    assertMalformed(replaced, parent + "." + field);

    JsonNode removed = JSON.readTree(AS_ALEXA_SENDS_IT);
    parentOf(removed, parent).remove(field);
    assertMalformed(removed, parent + "." + field);

    JsonNode notAText = JSON.readTree(AS_ALEXA_SENDS_IT);
    parentOf(notAText, parent).put(field, 3);
    assertMalformed(notAText, parent + "." + field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "nul\u0000", "line\nend", "ümlaut"})
  void code_withImpossibleCharacters_isRefusedWithoutRepeatingIt(String code) throws Exception {
    JsonNode body = JSON.readTree(AS_ALEXA_SENDS_IT);
    parentOf(body, "directive.payload.grant").put("code", code);
    assertMalformed(body, "directive.payload.grant.code");
    assertThatThrownBy(() -> AcceptGrantDirective.read(body)).hasMessageNotContaining(code);
  }

  @Test
  void token_ofTenThousandCharacters_isRefused() throws Exception {
    JsonNode body = JSON.readTree(AS_ALEXA_SENDS_IT);
    parentOf(body, "directive.payload.grantee").put("token", "x".repeat(10_000));
    assertMalformed(body, "directive.payload.grantee.token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "7", "\"x\""})
  void body_thatIsNoObject_isRefused(String body) throws Exception {
    assertMalformed(JSON.readTree(body), "body");
  }

  @Test
  void body_thatIsEmpty_isRefused() {
    assertMalformed(null, "body");
    assertMalformed(JSON.createObjectNode(), "directive.header.namespace");
  }

  private static ObjectNode parentOf(JsonNode body, String path) {
    return (ObjectNode) body.at("/" + path.replace('.', '/'));
  }

  private static void assertMalformed(JsonNode body, String field) {
    assertThatThrownBy(() -> AcceptGrantDirective.read(body))
        .isInstanceOfSatisfying(
            FailureException.class,
            thrown ->
                assertThat(thrown.failure())
                    .isInstanceOfSatisfying(
                        Failure.MalformedRequest.class,
                        malformed -> assertThat(malformed.parameter()).isEqualTo(field)));
  }
}
