package dev.hushkey.alexa.acceptgrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AmazonLogin;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnStack
class AcceptGrantIT {

  private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final String DIRECTIVE =
      """
      {"directive": {
        "header": {"namespace": "%s", "name": "%s", "messageId": "m", "payloadVersion": "3"},
        "payload": {
          "grant": {"type": "OAuth2.AuthorizationCode", "code": "c"},
          "grantee": {"type": "BearerToken", "token": "t"}}}}
      """;

  private final AmazonLogin amazon = new AmazonLogin(TestStack.current());

  private static void assertAccepted(Response answer) {
    answer
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("size()", is(1))
        .body("event.size()", is(2))
        .body("event.header.size()", is(4))
        .body("event.header.namespace", equalTo("Alexa.Authorization"))
        .body("event.header.name", equalTo("AcceptGrant.Response"))
        .body("event.header.messageId", matchesPattern(UUID_FORM))
        .body("event.header.payloadVersion", equalTo("3"))
        .body("event.payload", anEmptyMap());
  }

  private static void assertFailed(Response answer, String message) {
    answer
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("event.header.namespace", equalTo("Alexa.Authorization"))
        .body("event.header.name", equalTo("ErrorResponse"))
        .body("event.header.messageId", matchesPattern(UUID_FORM))
        .body("event.payload.size()", is(2))
        .body("event.payload.type", equalTo("ACCEPT_GRANT_FAILED"))
        .body("event.payload.message", containsString(message));
  }

  @Test
  void grant_withARealCode_isExchangedSealedAndStored() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    assertAccepted(Api.acceptGrant(amazon.code("alice-amazon"), camera.accessToken()));
    assertThat(camera.stored("sealed")).matches("vault:v\\d+:.+");
    assertThat(camera.stored("version")).isEqualTo("1");
    assertThat(camera.stored("region")).isEqualTo("na");
    assertThat(camera.stored("event_endpoint")).isEqualTo("https://api.amazonalexa.com/v3/events");
    assertThat(camera.stored("access_expires_at - received_at")).startsWith("00:59:5");
    assertThat(camera.recorded("upstream-granted", "done")).isEqualTo(1);
  }

  @Test
  void region_ofTheSkill_decidesWhereEventsGo() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    assertAccepted(
        Api.skill()
            .queryParam("region", "eu")
            .body(directive(amazon.code("alice-amazon"), camera.accessToken()))
            .post("/v1/alexa/directives"));
    assertThat(camera.stored("region")).isEqualTo("eu");
    assertThat(camera.stored("event_endpoint"))
        .isEqualTo("https://api.eu.amazonalexa.com/v3/events");
  }

  private static String directive(String code, String token) {
    return DIRECTIVE
        .formatted("Alexa.Authorization", "AcceptGrant")
        .replace("\"c\"", "\"" + code + "\"")
        .replace("\"t\"", "\"" + token + "\"");
  }

  @Test
  void directive_sentTwice_isAnsweredAlikeAndExchangedOnce() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    String code = amazon.code("alice-amazon");
    assertAccepted(Api.acceptGrant(code, camera.accessToken()));
    // Login with Amazon would refuse the code now; and nothing may be stored a second time.
    assertAccepted(Api.acceptGrant(code, camera.accessToken()));
    assertThat(camera.stored("version")).isEqualTo("1");
    assertThat(camera.recorded("upstream-granted", "done")).isEqualTo(1);
  }

  @Test
  void grant_withAnotherCode_replacesTheTokens() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    String before = camera.stored("sealed");
    camera.granted();
    assertThat(camera.stored("version")).isEqualTo("2");
    assertThat(camera.stored("sealed")).isNotEqualTo(before);
  }

  @Test
  void code_thatAmazonRefuses_isAnErrorResponse_andNothingIsStored() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Response answer = Api.acceptGrant("invalid-code", camera.accessToken());
    assertFailed(answer, "does not accept the code");
    answer.then().header("Retry-After", nullValue());
    assertThat(camera.stored("version")).isNull();
    assertThat(camera.recorded("upstream-grant", "failed")).isEqualTo(1);
  }

  @Test
  void code_ofAnotherLink_isNotARepeat() {
    LinkedCamera alices = LinkedCamera.ofAlice();
    String code = amazon.code("alice-amazon");
    assertAccepted(Api.acceptGrant(code, alices.accessToken()));
    LinkedCamera bobs = LinkedCamera.ofBob();
    assertFailed(Api.acceptGrant(code, bobs.accessToken()), "does not accept the code");
    assertThat(bobs.stored("version")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9."})
  void token_thatIsNotOurs_isAnErrorResponse(String token) {
    assertFailed(Api.acceptGrant("code", token), "token is not valid");
  }

  @Test
  void token_thatDiedWithItsLink_isAnErrorResponse_andTheCodeIsNotSpent() {
    LinkedCamera dead = LinkedCamera.ofAlice();
    LinkedCamera fresh = LinkedCamera.ofAlice();
    String code = amazon.code("alice-amazon");
    assertFailed(Api.acceptGrant(code, dead.accessToken()), "token is not valid");
    assertThat(dead.stored("version")).isNull();
    assertAccepted(Api.acceptGrant(code, fresh.accessToken()));
  }

  @Test
  void token_thatWasCutOff_isAnErrorResponse() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Database.update(
        "update access_token set revoked_at = clock_timestamp() where link_id = ?", camera.link());
    assertFailed(Api.acceptGrant("code", camera.accessToken()), "token is not valid");
  }

  @Test
  void sealedVault_isAnErrorResponseThatSaysWhenToComeBack_andTheCodeIsNotSpent() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    String code = amazon.code("alice-amazon");
    LocalStack stack = TestStack.current();
    stack.openBao().seal();
    try {
      Response answer = Api.acceptGrant(code, camera.accessToken());
      assertFailed(answer, "a system that we depend on is unavailable");
      answer.then().header("Retry-After", notNullValue());
    } finally {
      stack.openBao().unseal();
    }
    assertThat(camera.stored("version")).isNull();
    assertAccepted(Api.acceptGrant(code, camera.accessToken()));
  }

  @Test
  void directiveWithoutAName_isMalformed() {
    Api.skill()
        .body(DIRECTIVE.formatted("Alexa.Authorization", ""))
        .post("/v1/alexa/directives")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("detail", containsString("directive.header.name: must be \"AcceptGrant\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "7", "{\"directive\":7}", "\u0000"})
  void body_thatIsNoDirective_isMalformed(String body) {
    Api.skill()
        .body(body)
        .post("/v1/alexa/directives")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("detail", notNullValue());
  }

  @Test
  void region_thatDoesNotExist_isMalformed() {
    Api.skill()
        .queryParam("region", "mars\u0000")
        .body(directive("c", "t"))
        .post("/v1/alexa/directives")
        .then()
        .statusCode(400)
        .body("detail", equalTo("region: must be one of eu, fe, na"));
  }

  @Test
  void callers_withoutTheRole_areRefused() {
    Api.backend()
        .body(directive("c", "t"))
        .post("/v1/alexa/directives")
        .then()
        .statusCode(403)
        .body("detail", not(containsString("skill")));
    RestAssured.given()
        .contentType(ContentType.JSON)
        .body(directive("c", "t"))
        .post("/v1/alexa/directives")
        .then()
        .statusCode(401);
  }
}
