package dev.hushkey.caller;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.DpopKey;
import dev.hushkey.testing.FurtherCallers;
import dev.hushkey.testing.KeycloakRealm;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Callers whose token is remembered, on the real Keycloak, which the tests look at each second. */
@OnStack
class RememberedCallersIT {

  /** What an accepted token gets at a hand-out without a question, at the cost of nothing else. */
  private static final int ACCEPTED = 400;

  private static final int REFUSED = 401;

  /** Two looks, and a slow machine. */
  private static final Duration BOUND = Duration.ofSeconds(15);

  @Inject RememberedCallers callers;

  @AfterAll
  static void removeWhatWasAdded() {
    FurtherCallers.removeAll();
  }

  private static String token(String client) {
    return TestStack.current().keycloak().serviceToken(client);
  }

  private static int askForNothing(String token) {
    return given()
        .header("Authorization", "Bearer " + token)
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/handouts")
        .statusCode();
  }

  private boolean isRemembered(String token) {
    return callers.find(token).isPresent();
  }

  private String remembered(String client) {
    String token = token(client);
    assertThat(isRemembered(token)).isFalse();
    assertThat(askForNothing(token)).isEqualTo(ACCEPTED);
    // a look that changes something may come in between
    await().atMost(BOUND).until(() -> askForNothing(token) == ACCEPTED && isRemembered(token));
    return token;
  }

  private static JwtClaims claims(String token) throws Exception {
    return new JwtConsumerBuilder()
        .setSkipAllValidators()
        .setDisableRequireSignature()
        .setSkipSignatureVerification()
        .build()
        .processToClaims(token);
  }

  private static void awaitRefusal(String token) {
    await().atMost(BOUND).until(() -> askForNothing(token) == REFUSED);
    assertThat(askForNothing(token)).isEqualTo(REFUSED);
  }

  @Test
  void withdrawnKey_endsTheTokensThatItSigned_andNoOthers() throws Exception {
    String before = remembered("camera-backend");
    String byNewKey;
    try (KeycloakRealm.Key _ = KeycloakRealm.signWithANewKey()) {
      byNewKey = token("camera-backend");
      assertThat(SignedToken.keyId(byNewKey)).isNotEqualTo(SignedToken.keyId(before));
      // what is remembered is forgotten once more when the new key is first seen
      await()
          .atMost(BOUND)
          .until(() -> askForNothing(byNewKey) == ACCEPTED && isRemembered(byNewKey));
      assertThat(askForNothing(before)).isEqualTo(ACCEPTED);
    }
    awaitRefusal(byNewKey);
    assertThat(isRemembered(byNewKey)).isFalse();
    assertThat(claims(byNewKey).getExpirationTime().getValueInMillis())
        .as("it was not its own end")
        .isGreaterThan(Instant.now().toEpochMilli());
    assertThat(askForNothing(before)).isEqualTo(ACCEPTED);
    assertThat(askForNothing(token("camera-backend"))).isEqualTo(ACCEPTED);
  }

  @Test
  void notBeforeOfTheRealm_endsTheTokensFromBefore_rememberedOrNot() throws Exception {
    String before = remembered("camera-backend");
    String neverShown = token("camera-backend");
    try {
      long later = claims(neverShown).getIssuedAt().getValue() + 1;
      KeycloakRealm.notBefore(later);
      awaitRefusal(before);
      assertThat(askForNothing(neverShown)).isEqualTo(REFUSED);
      await().until(() -> Instant.now().getEpochSecond() >= later);
      assertThat(askForNothing(token("camera-backend"))).isEqualTo(ACCEPTED);
    } finally {
      KeycloakRealm.notBefore(0);
    }
    await().atMost(BOUND).until(() -> askForNothing(before) == ACCEPTED);
  }

  @Test
  void rememberedToken_endsWhenItExpires() throws Exception {
    FurtherCallers.add("short-lived", "camera-backend", Duration.ofSeconds(3));
    String token = FurtherCallers.token("short-lived");
    assertThat(askForNothing(token)).isEqualTo(ACCEPTED);
    long end = claims(token).getExpirationTime().getValueInMillis();
    while (System.currentTimeMillis() < end - 300) {
      assertThat(askForNothing(token)).isEqualTo(ACCEPTED);
    }
    await().until(() -> System.currentTimeMillis() >= end);
    assertThat(askForNothing(token)).isEqualTo(REFUSED);
  }

  @Test
  void alteredToken_isRefused_besideTheRememberedOne() {
    String good = remembered("camera-backend");
    int payload = good.indexOf('.') + 1;
    int signature = good.lastIndexOf('.') + 1;
    for (int at : List.of(payload + 5, signature - 2, signature, good.length() - 3)) {
      char other = good.charAt(at) == 'A' ? 'B' : 'A';
      String altered = good.substring(0, at) + other + good.substring(at + 1);
      assertThat(askForNothing(altered)).as("character %d", at).isEqualTo(REFUSED);
      assertThat(askForNothing(altered)).as("character %d", at).isEqualTo(REFUSED);
      assertThat(isRemembered(altered)).isFalse();
    }
    assertThat(askForNothing(good.substring(0, signature) + "AAAA")).isEqualTo(REFUSED);
    assertThat(askForNothing(good)).isEqualTo(ACCEPTED);
  }

  @Test
  void refusedToken_isRefusedEachTime_andNeverRemembered() {
    String forSomebodyElse = token("hushkey-sessions");
    for (int i = 0; i < 3; i++) {
      assertThat(askForNothing(forSomebodyElse)).isEqualTo(REFUSED);
    }
    assertThat(isRemembered(forSomebodyElse)).isFalse();
  }

  @Test
  void rememberedToken_opensNoOtherDoorThanBefore() {
    String backend = remembered("camera-backend");
    given()
        .auth()
        .oauth2(backend)
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/checks")
        .then()
        .statusCode(403);
    given().auth().oauth2(backend).get("/v1/links").then().statusCode(403);
    given()
        .redirects()
        .follow(false)
        .auth()
        .oauth2(backend)
        .get("/account/assistants")
        .then()
        .statusCode(302);
    // by another scheme it is another question
    for (String scheme : List.of("DPoP", "Basic", "Token", "BearerX")) {
      given()
          .header("Authorization", scheme + " " + backend)
          .contentType(ContentType.JSON)
          .body("{}")
          .post("/v1/handouts")
          .then()
          .statusCode(REFUSED);
    }
  }

  @Test
  void boundToken_needsAFreshProofEachTime_andIsNotRemembered() {
    DpopKey key = new DpopKey();
    String token = key.boundToken("camera-backend-dpop");
    String address = new Linking(TestStack.current()).issuer() + "/v1/handouts";
    String proof = key.proof("POST", address).with(token).sign();
    assertThat(askWithProof(token, proof)).isEqualTo(ACCEPTED);
    assertThat(askWithProof(token, proof)).isEqualTo(REFUSED);
    assertThat(askForNothing(token)).isEqualTo(REFUSED);
    assertThat(askWithProof(token, key.proof("POST", address).with(token).sign()))
        .isEqualTo(ACCEPTED);
    assertThat(isRemembered(token)).isFalse();
  }

  private static int askWithProof(String token, String proof) {
    return given()
        .header("Authorization", "DPoP " + token)
        .header("DPoP", proof)
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/handouts")
        .statusCode();
  }

  /** Every caller registers cameras of its own; the audit trail says who did it. */
  @Test
  void manyCallersAtOnce_areEachThemselves() throws Exception {
    List<String> tokens = new ArrayList<>();
    for (String client : List.of("backend-a", "backend-b", "backend-c")) {
      FurtherCallers.add(client, "camera-backend", Duration.ofMinutes(5));
      for (int i = 0; i < 5; i++) {
        tokens.add(FurtherCallers.token(client));
      }
    }
    String run = "camera-" + UUID.randomUUID() + "-";
    List<Callable<Void>> calls = new ArrayList<>();
    for (int round = 0; round < 8; round++) {
      for (String token : tokens) {
        String device = run + claims(token).getStringClaimValue("azp") + "-" + calls.size();
        calls.add(() -> own(device, token));
      }
    }
    Collections.shuffle(calls);
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (Future<Void> call : threads.invokeAll(calls)) {
        call.get();
      }
    }
    assertThat(tokens).allMatch(this::isRemembered);
    assertThat(
            Database.text(
                """
                select count(*) filter (where actor = 'service:' || actor_client
                                          and device_id like ? || actor_client || '-%')
                       || ' of ' || count(*)
                  from audit_event where starts_with(device_id, ?)
                """,
                run, run))
        .isEqualTo("120 of 120");
  }

  private Void own(String device, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    new Linking(TestStack.current()).issuer() + "/v1/devices/" + device + "/owner"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    "{\"user\":\"%s\",\"name\":\"C\",\"room\":\"R\"}".formatted(People.CAROL)))
            .build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(200);
    return null;
  }

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void deviceNamedLikeATenant_isADevice() {
    for (String name : List.of("login", "dpop")) {
      Api.own(new DeviceId(name), People.CAROL).then().statusCode(200);
    }
  }
}
