package dev.hushkey.caller;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.DpopKey;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** DPoP-bound tokens of Keycloak at our own API, RFC 9449 §7. */
@OnStack
class DpopIT {

  private static final String CLIENT = "camera-backend-dpop";

  private final DpopKey key = new DpopKey();
  private final String token = key.boundToken(CLIENT);
  private final DeviceId device = new DeviceId("camera-" + UUID.randomUUID());

  private String address() {
    return new Linking(TestStack.current()).issuer() + "/v1/devices/" + device + "/owner";
  }

  private DpopKey.Proof proof() {
    return key.proof("PUT", address()).with(token);
  }

  private Response own(String scheme, String accessToken, String proof) {
    var request =
        given()
            .header("Authorization", scheme + " " + accessToken)
            .contentType(ContentType.JSON)
            .body(Map.of("user", People.ALICE, "name", "Camera", "room", "Hall"));
    return (proof == null ? request : request.header("DPoP", proof)).put(address());
  }

  private void assertRefused(Response answer) {
    answer.then().statusCode(401).contentType("application/problem+json");
    assertThat(answer.headers().getValues("WWW-Authenticate"))
        .anyMatch(challenge -> challenge.startsWith("Bearer realm=\"hushkey\""))
        .anyMatch(challenge -> challenge.endsWith("algs=\"ES256 RS256\""));
    assertThat(Database.text("select device_id from ownership where device_id = ?", device.value()))
        .isNull();
  }

  @Test
  void boundToken_withItsProof_isAcceptedInAnySpellingOfTheScheme() {
    own("DPoP", token, proof().sign()).then().statusCode(200);
    own("dpop", token, proof().sign()).then().statusCode(200);
  }

  @Test
  void boundToken_asBearer_isRefused() {
    assertRefused(own("Bearer", token, null));
    assertRefused(own("Bearer", token, proof().sign()));
  }

  @Test
  void boundToken_withoutProof_isRefused() {
    assertRefused(own("DPoP", token, null));
  }

  @Test
  void plainToken_goesOnAsBearer_andIsRefusedAsDpop() {
    assertThat(Api.own(device, People.ALICE).statusCode()).isEqualTo(200);
    String plain = TestStack.current().keycloak().serviceToken("camera-backend");
    own("DPoP", plain, key.proof("PUT", address()).with(plain).sign()).then().statusCode(401);
  }

  @Test
  void proof_ofAnotherMethodAddressTokenKeyOrKind_isRefused() {
    assertRefused(own("DPoP", token, key.proof("POST", address()).with(token).sign()));
    assertRefused(own("DPoP", token, key.proof("PUT", address() + "s").with(token).sign()));
    assertRefused(own("DPoP", token, key.proof("PUT", address()).with(token + "x").sign()));
    assertRefused(own("DPoP", token, key.proof("PUT", address()).sign()));
    assertRefused(own("DPoP", token, new DpopKey().proof("PUT", address()).with(token).sign()));
    assertRefused(own("DPoP", token, proof().ofType("JWT").sign()));
    assertRefused(own("DPoP", token, "x"));
    assertRefused(own("DPoP", token, "a.b.c"));
    DpopKey.Proof odd = proof();
    odd.claims.setClaim("htm", 7);
    assertRefused(own("DPoP", token, odd.sign()));
  }

  @Test
  void proof_withAnAlteredSignature_isRefused() {
    String good = proof().sign();
    int dot = good.lastIndexOf('.');
    char first = good.charAt(dot + 1);
    assertRefused(
        own(
            "DPoP",
            token,
            good.substring(0, dot + 1) + (first == 'A' ? 'B' : 'A') + good.substring(dot + 2)));
  }

  @Test
  void proof_shownTwice_isRefusedTheSecondTime() {
    String proof = proof().sign();
    own("DPoP", token, proof).then().statusCode(200);
    own("DPoP", token, proof).then().statusCode(401);
  }

  @Test
  void proof_shownByManyAtOnce_isTakenOnce() throws Exception {
    String proof = proof().sign();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> tries =
          Collections.nCopies(8, () -> own("DPoP", token, proof).statusCode());
      int taken = 0;
      for (Future<Integer> status : threads.invokeAll(tries)) {
        taken += status.get() == 200 ? 1 : 0;
      }
      assertThat(taken).isEqualTo(1);
    }
  }

  @Test
  void proof_notOfNow_isRefused() {
    assertRefused(own("DPoP", token, proof().issuedAt(Instant.now().minusSeconds(90)).sign()));
    assertRefused(own("DPoP", token, proof().issuedAt(Instant.now().plusSeconds(90)).sign()));
  }

  @Test
  void proof_withoutIdOrInstant_isRefused() {
    DpopKey.Proof nameless = proof();
    nameless.claims.unsetClaim("jti");
    assertRefused(own("DPoP", token, nameless.sign()));
    DpopKey.Proof timeless = proof();
    timeless.claims.unsetClaim("iat");
    assertRefused(own("DPoP", token, timeless.sign()));
  }

  @Test
  void boundToken_withoutTheRole_isNotAllowed() {
    String address = new Linking(TestStack.current()).issuer() + "/v1/links";
    given()
        .header("Authorization", "DPoP " + token)
        .header("DPoP", key.proof("GET", address).with(token).sign())
        .get(address)
        .then()
        .statusCode(403);
  }
}
