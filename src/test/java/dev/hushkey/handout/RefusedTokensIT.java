package dev.hushkey.handout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.hushkey.seal.Sealer;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.SealedLink;
import dev.hushkey.testing.UpstreamRelay;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A token that a gateway refused is refreshed, and nothing else decides. */
@OnStack
@QuarkusTestResource(value = UpstreamRelay.class, restrictToAnnotatedClass = true)
class RefusedTokensIT {

  /** Filled by {@link UpstreamRelay#inject}. */
  UpstreamRelay relay;

  @Inject Sealer sealer;

  private SealedLink link;
  private String fingerprint;

  /** A token with an hour left, as the gateway refuses it. */
  @BeforeEach
  void aTokenThatLooksAlive() {
    relay.reset();
    link = SealedLink.expired(sealer);
    link.endsIn(3600);
    Response handedOut = link.handOut();
    handedOut.then().statusCode(200);
    fingerprint = fingerprint(Api.token(handedOut));
    grants("Atza|new");
  }

  @AfterEach
  void theWireIsWhole() {
    relay.reset();
  }

  private void grants(String access) {
    relay.answer(
        200,
        "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"expires_in\":3600}"
            .formatted(access));
  }

  private static String fingerprint(String token) {
    return TokenHash.of(SecretText.of(token)).fingerprint();
  }

  private Response report(String tokensFingerprint) {
    return Api.backend()
        .body(
            Map.of(
                "link",
                link.ref().link().toString(),
                "fingerprint",
                tokensFingerprint,
                "status",
                401,
                "code",
                "INVALID_ACCESS_TOKEN_EXCEPTION"))
        .post("/v1/handouts/refused");
  }

  @Test
  void reportedToken_isRefreshedOnce_andTheNewOneIsHandedOut() {
    report(fingerprint).then().statusCode(200).body("outcome", equalTo("refreshed"));
    assertThat(relay.refreshes()).isEqualTo(1);
    assertThat(Api.token(link.handOut())).isEqualTo("Atza|new");
    assertThat(
            Database.text(
                "select detail from audit_event where link_id = ? and kind = 'token-reported'",
                link.ref().link().value()))
        .contains(fingerprint, "401 INVALID_ACCESS_TOKEN_EXCEPTION", "refreshed");
  }

  @Test
  void reportOfAnOlderToken_saysThatThereIsANewerOne_andDoesNothing() {
    report(fingerprint).then().statusCode(200);
    report(fingerprint).then().statusCode(200).body("outcome", equalTo("newer-token"));
    report(fingerprint("another")).then().statusCode(200).body("outcome", equalTo("newer-token"));
    assertThat(relay.refreshes()).isEqualTo(1);
  }

  @Test
  void reportsOfOneLink_areNotActedUponTooOften() {
    report(fingerprint).then().statusCode(200);
    report(fingerprint("Atza|new"))
        .then()
        .statusCode(429)
        .header("Retry-After", notNullValue())
        .body("type", equalTo("urn:hushkey:problem:too-often"));
    assertThat(relay.refreshes()).isEqualTo(1);
    Database.update("update upstream_token set reported_at = reported_at - interval '2 minutes'");
    grants("Atza|newest");
    report(fingerprint("Atza|new")).then().statusCode(200).body("outcome", equalTo("refreshed"));
  }

  @Test
  void onlyTheAssistantsAnswerDecides_whetherTheLinkIsLost() {
    relay.answer(400, "{\"error\":\"invalid_grant\"}");
    report(fingerprint).then().statusCode(200).body("outcome", equalTo("needs-relink"));
    assertThat(link.state()).isEqualTo("NEEDS_RELINK");
    report(fingerprint).then().statusCode(200).body("outcome", equalTo("needs-relink"));
    assertThat(relay.refreshes()).isEqualTo(1);
  }

  @Test
  void outageDuringTheRefresh_decidesNothing_andMayBeReportedAgain() {
    relay.answer(500, "");
    report(fingerprint).then().statusCode(503).header("Retry-After", notNullValue());
    assertThat(link.state()).isEqualTo("ACTIVE");
    link.handOut().then().statusCode(200);
    grants("Atza|new");
    Database.forgetRefusals();
    report(fingerprint).then().statusCode(200).body("outcome", equalTo("refreshed"));
  }

  @Test
  void twoReportsAtOnce_refreshOnce() throws Exception {
    relay.hold();
    try (ExecutorService callers = Executors.newFixedThreadPool(2)) {
      Future<Response> one = callers.submit(() -> report(fingerprint));
      Future<Response> two = callers.submit(() -> report(fingerprint));
      assertThat(one.get().statusCode()).isIn(200, 429);
      assertThat(two.get().statusCode()).isIn(200, 429);
    }
    assertThat(relay.refreshes()).isEqualTo(1);
  }

  @Test
  void reportOfAnEndedLink_isRefused() {
    Api.revoke(Map.of("link", link.ref().link().toString())).then().statusCode(200);
    report(fingerprint).then().statusCode(403).body("reason", equalTo("link-revoked"));
    assertThat(relay.refreshes()).isZero();
  }

  @Test
  void reportOfALinkThatIsNotThere_isNotFound() {
    Api.backend()
        .body(
            Map.of(
                "link",
                "00000000-0000-4000-8000-000000000000",
                "fingerprint",
                fingerprint,
                "status",
                401))
        .post("/v1/handouts/refused")
        .then()
        .statusCode(404);
  }

  @ParameterizedTest
  @CsvSource({
    "link, ''",
    "link, x",
    "link,",
    "fingerprint,",
    "fingerprint, ''",
    "fingerprint, 3F79BB7B435B",
    "fingerprint, 3f79bb7b435",
    "fingerprint, Atza|a whole token",
    "status,",
    "status, 200",
    "status, 99999",
    "code, ''",
    "code, 'free text with Atza|token'",
    "more, x",
  })
  void malformedReport_namesTheMember_andDoesNothing(String member, String value) {
    Map<String, Object> body = new HashMap<>();
    body.put("link", link.ref().link().toString());
    body.put("fingerprint", fingerprint);
    body.put("status", 401);
    if (value == null) {
      body.remove(member);
    } else {
      body.put(member, value.matches("\\d+") ? (Object) Integer.valueOf(value) : value);
    }
    Api.backend()
        .body(body)
        .post("/v1/handouts/refused")
        .then()
        .statusCode(400)
        .body("detail", containsString(member));
    assertThat(relay.refreshes()).isZero();
  }

  @Test
  void onlyTheCameraBackend_mayReport() {
    Api.skill()
        .body(
            Map.of("link", link.ref().link().toString(), "fingerprint", fingerprint, "status", 401))
        .post("/v1/handouts/refused")
        .then()
        .statusCode(403);
  }
}
