package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CameraApp;
import dev.hushkey.testing.CapturedLog;
import dev.hushkey.testing.LinkedCamera;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tokens that are none, at every door that reads one. */
@OnStack
class OddTokensIT {

  private static final List<String> ODD =
      List.of(
          "",
          ".",
          "..",
          "a.b.c",
          token("{\"alg\":\"none\"}", "{\"sub\":\"x\"}", ""),
          token("{\"alg\":\"none\"}", "{\"sub\":\"x\"}", "c2ln"),
          token("{\"alg\":\"RS256\"}", "{\"sub\":\"x\"}", ""),
          token("{\"alg\":\"RS256\"}", "{\"iat\":" + "9".repeat(30) + "}", "c2ln"),
          token("{\"alg\":\"RS256\",\"kid\":7}", "{\"exp\":\"x\",\"aud\":{}}", "c2ln"),
          token("{\"alg\":\"RS256\",\"crit\":[\"x\"],\"kid\":\"x\"}", "{\"iss\":5}", "c2ln"),
          token("{\"alg\":\"RS256\"}", "{\"sub\":\"x\",\"sub\":\"y\"}", "c2ln"),
          token("[]", "[]", "c2ln"),
          "x".repeat(7000),
          "a b");

  private static String token(String header, String claims, String signature) {
    return encode(header) + "." + encode(claims) + "." + signature;
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void oddToken_atEveryOperationOfTheApi_is401_withoutAStackTrace() {
    Map<String, WireRequest> requests =
        DocumentedRequests.of(LinkedCamera.ofBob().granted(), CameraApp.of("alice"));
    requests.forEach(
        (operation, request) -> {
          if (!request.target().startsWith("/v1/")) {
            return;
          }
          for (String scheme : List.of("Bearer", "DPoP", "bearer")) {
            for (String odd : ODD) {
              assertRefused(operation, request.replacing("Authorization", scheme + " " + odd));
            }
          }
        });
  }

  private static void assertRefused(String operation, WireRequest request) {
    try (CapturedLog log = CapturedLog.start()) {
      WireAnswer answer = request.send();

      assertThat(answer.status()).as("%s %s", operation, request.headers()).isEqualTo(401);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
      assertThat(log.text()).doesNotContain("\tat ");
    }
  }

  @Test
  void oddToken_atIntrospection_is401_ofTheCaller_andInactiveAsTheQuestion() {
    for (String odd : ODD) {
      WireRequest question =
          new WireRequest("POST", "/oauth2/introspect")
              .with("Content-Type", DocumentedRequests.FORM)
              .withBody("token=" + (odd.isBlank() ? "x" : odd.replace(" ", "+")));
      WireAnswer answer = question.with("Authorization", "Bearer " + odd).send();
      assertThat(answer.status()).as(odd).isEqualTo(401);
      assertThat(answer.json().path("error").asText()).isEqualTo("invalid_token");

      assertThat(question.with("Authorization", DocumentedRequests.basic()).send().body())
          .isEqualTo("{\"active\":false}");
      WireAnswer revocation =
          question
              .withTarget("/oauth2/revoke")
              .with("Authorization", DocumentedRequests.basic())
              .send();
      assertThat(revocation.status()).as(odd).isEqualTo(200);
    }
  }

  @Test
  void oddToken_toBeChecked_isNotLive() {
    for (String odd : ODD) {
      if (odd.isEmpty()) {
        continue;
      }
      WireAnswer answer =
          new WireRequest("POST", "/v1/checks")
              .with("Authorization", "Bearer " + Api.token("alexa-skill"))
              .with("Content-Type", DocumentedRequests.JSON)
              .withBody("{\"token\":\"" + odd + "\",\"device\":\"camera-1\",\"action\":\"view\"}")
              .send();

      assertThat(answer.status()).as(odd).isEqualTo(200);
      assertThat(answer.json().path("reason").asText()).isEqualTo("token-not-live");
    }
  }

  @Test
  void oddTokens_ofAnExchange_areAnInvalidRequest() {
    for (String odd : ODD) {
      WireAnswer answer =
          new WireRequest("POST", "/oauth2/token")
              .with("Content-Type", DocumentedRequests.FORM)
              .withBody(
                  "grant_type=urn:ietf:params:oauth:grant-type:token-exchange"
                      + "&subject_token_type=urn:ietf:params:oauth:token-type:access_token"
                      + "&actor_token_type=urn:ietf:params:oauth:token-type:access_token"
                      + "&authorization_details=%5B%7B%22type%22:%22hushkey_device%22,"
                      + "%22identifier%22:%22c%22,%22actions%22:%5B%22view%22%5D%7D%5D"
                      + "&subject_token=x&actor_token="
                      + odd.replace(" ", "+"))
              .send();

      assertThat(answer.status()).as(odd).isIn(400, 401);
      assertThat(answer.json().path("error").asText())
          .isIn("invalid_request", "unsupported_grant_type", "invalid_client");
    }
  }

  @Test
  void noToken_isAskedForWithoutAnError_andOneOfAnotherRoleWithAnother() {
    WireRequest list = new WireRequest("GET", "/v1/links");

    WireAnswer none = list.send();
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.all("WWW-Authenticate"))
        .containsExactly(
            "Bearer realm=\"hushkey\"", "DPoP realm=\"hushkey\", algs=\"ES256 RS256\"");

    WireAnswer skill = list.with("Authorization", "Bearer " + Api.token("alexa-skill")).send();
    assertThat(skill.status()).isEqualTo(403);
    assertThat(skill.all("WWW-Authenticate"))
        .contains("Bearer realm=\"hushkey\", error=\"insufficient_scope\"");
  }
}
