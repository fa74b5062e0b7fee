package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import org.junit.jupiter.api.Test;

/** A directive that the skill should have handled itself. */
@OnStack
class OtherDirectiveIT {

  @Test
  void directiveThatIsNoAcceptGrant_isAnsweredForAlexa() {
    WireAnswer answer =
        new WireRequest("POST", "/v1/alexa/directives")
            .with("Authorization", "Bearer " + Api.token("alexa-skill"))
            .with("Content-Type", DocumentedRequests.JSON)
            .withBody(
                """
                {"directive":{"header":{"namespace":"Alexa.Discovery","name":"Discover",\
                "messageId":"m-1","payloadVersion":"3"},\
                "payload":{"scope":{"type":"BearerToken","token":"x"}}}}""")
            .send();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/event/header/namespace").asText()).isEqualTo("Alexa");
    assertThat(answer.json().at("/event/header/name").asText()).isEqualTo("ErrorResponse");
    assertThat(answer.json().at("/event/payload/type").asText()).isEqualTo("INVALID_DIRECTIVE");
    assertThat(answer.json().path("event").has("endpoint")).isFalse();
  }
}
