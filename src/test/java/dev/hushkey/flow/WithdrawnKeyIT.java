package dev.hushkey.flow;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.nimbusds.jwt.SignedJWT;
import dev.hushkey.identity.Action;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.LinkedCamera;
import io.restassured.response.Response;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signing key that leaked: what is signed by it counts nowhere once it is withdrawn. */
@OnStack
class WithdrawnKeyIT {

  private static Response withdraw(Object kid) {
    return Api.admin()
        .body(Map.of("kid", kid, "reason", "a test"))
        .post("/v1/signing-keys/withdrawals");
  }

  private static String signing() {
    return Api.admin()
        .get("/v1/signing-keys")
        .path("keys.find { it.purpose == 'access-tokens' && it.state == 'signing' }.kid");
  }

  /** Several keys sign at a time, one for each algorithm in use: the token names its own. */
  private static String keyOf(String jwt) throws ParseException {
    return SignedJWT.parse(jwt).getHeader().getKeyID();
  }

  @Test
  void tokenOfAWithdrawnKey_isRefusedEverywhere_andARefreshedOneIsNot() throws ParseException {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Linking alexa = new Linking(TestStack.current());
    assertThat(camera.allows(Action.VIEW)).isTrue();
    String leaked = keyOf(camera.accessToken());

    withdraw(leaked).then().statusCode(200);

    assertThat(Api.check(camera.accessToken(), camera.device(), Action.VIEW).<String>path("reason"))
        .isEqualTo("token-not-live");
    Api.introspect(camera.accessToken()).then().body("active", equalTo(false));
    List<String> published = given().get("/oauth2/jwks").path("keys.kid");
    assertThat(published).isNotEmpty().doesNotContain(leaked);
    String fresh = alexa.refresh(camera.refreshToken()).tokens().accessToken();
    Api.check(fresh, camera.device(), Action.VIEW).then().body("allowed", equalTo(true));
  }

  @Test
  void repeatedWithdrawal_answersTheSame() {
    String leaked = signing();
    withdraw(leaked).then().statusCode(200);
    withdraw(leaked)
        .then()
        .statusCode(200)
        .body("keys.findAll { it.state == 'withdrawn' }.kid", hasItem(leaked));
  }

  @Test
  void unknownKey_isNotFound() {
    withdraw("x".repeat(43)).then().statusCode(404).body("detail", containsString("signing key"));
  }

  @ParameterizedTest
  @CsvSource({"''", "x", "../../../../../../../../../../../../etc/passwd"})
  void whatIsNoKeyId_isMalformed(String kid) {
    Response answer = withdraw(kid);
    answer.then().statusCode(400).body("detail", containsString("kid"));
  }

  @Test
  void withdrawalWithoutAReason_isMalformed_andChangesNothing() {
    String kid = signing();
    Api.admin()
        .body(Map.of("kid", kid, "reason", " "))
        .post("/v1/signing-keys/withdrawals")
        .then()
        .statusCode(400);
    assertThat(signing()).isEqualTo(kid);
  }

  @Test
  void onlyAnAdmin_withdraws() {
    Api.backend()
        .body(Map.of("kid", signing(), "reason", "a test"))
        .post("/v1/signing-keys/withdrawals")
        .then()
        .statusCode(403);
  }
}
