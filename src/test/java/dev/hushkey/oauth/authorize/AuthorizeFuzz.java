package dev.hushkey.oauth.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.fuzz.FormText;
import dev.hushkey.oauth.request.Query;
import dev.hushkey.oauth.request.ResourceIndicators;
import dev.hushkey.wire.Issuer;

/** Authorization requests. */
public final class AuthorizeFuzz {

  private static final Issuer ISSUER = new Issuer("https://link.example");

  private static final AuthorizationRequests REQUESTS =
      new AuthorizationRequests(
          TestAssistants.both(),
          new AuthorizationResponses(ISSUER),
          new ResourceIndicators(ISSUER));

  /** The query of an authorization request; a valid one comes back the same from its own query. */
  public static void authorizationRequest(String input) {
    AuthorizationReading reading = REQUESTS.read(FormText.parse(input));
    if (reading instanceof AuthorizationReading.Valid valid) {
      assertThat(REQUESTS.read(Query.parse(valid.request().toQuery()))).isEqualTo(reading);
      assertThat(valid.request().redirectUri()).isEqualTo(TestAssistants.REDIRECT_URI);
    }
  }

  /** The reference of a pushed request. */
  public static void requestUri(String input) {
    RequestUri.parse(input).ifPresent(read -> assertThat(read.value().reveal()).isEqualTo(input));
  }

  private AuthorizeFuzz() {}
}
