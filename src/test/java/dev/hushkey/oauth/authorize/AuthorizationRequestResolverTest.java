package dev.hushkey.oauth.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.cell.ThisCell;
import dev.hushkey.oauth.request.RequestParameters;
import dev.hushkey.oauth.request.ResourceIndicators;
import dev.hushkey.settings.TestSettings;
import dev.hushkey.wire.Issuer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthorizationRequestResolverTest {

  private static final Issuer ISSUER = new Issuer("https://hushkey.example");

  private static AuthorizationReading arriving(Assistant assistant) {
    Assistants assistants = new Assistants(List.of(assistant));
    AuthorizationResponses responses = new AuthorizationResponses(ISSUER);
    AuthorizationRequests requests =
        new AuthorizationRequests(assistants, responses, new ResourceIndicators(ISSUER));
    RequestParameters parameters =
        new RequestParameters(
            Map.of(
                "response_type", List.of("code"),
                "client_id", List.of(assistant.client().id()),
                "redirect_uri", List.of(TestAssistants.REDIRECT_URI)));
    // nothing was pushed, so no database is asked
    PushedRequests pushed =
        new PushedRequests(
            null,
            null,
            TestSettings.defaults(PushedRequestSettings.class),
            new ThisCell(Optional.empty()));
    return new AuthorizationRequestResolver(assistants, requests, pushed, responses)
        .arriving(parameters)
        .await()
        .indefinitely();
  }

  @Test
  void wholeRequest_ofAnAssistantThatHasToPush_isToldToIt() {
    AuthorizationReading reading = arriving(TestAssistants.pushing());
    assertThat(reading).isInstanceOf(AuthorizationReading.ErrorRedirect.class);
    assertThat(((AuthorizationReading.ErrorRedirect) reading).location().toString())
        .contains("error=invalid_request")
        .contains("%2Foauth2%2Fpar");
  }

  @Test
  void wholeRequest_ofAnyOtherAssistant_isTaken() {
    assertThat(arriving(TestAssistants.alexa())).isInstanceOf(AuthorizationReading.Valid.class);
  }
}
