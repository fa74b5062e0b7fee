package dev.hushkey.ownership;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnStack
class DevicesIT {

  private final String device = "cam-" + UUID.randomUUID();

  private static String token(String client) {
    return TestStack.current().keycloak().serviceToken(client);
  }

  private ValidatableResponse put(String user, String name) {
    return given()
        .auth()
        .oauth2(token("camera-backend"))
        .contentType(ContentType.JSON)
        .body(Map.of("user", user, "name", name))
        .put("/v1/devices/{device}/owner", device)
        .then();
  }

  @Test
  void registration_repeated_changesNothing() {
    put("alice", "Front door").statusCode(200).body("epoch", equalTo(1));
    put("alice", "Front door")
        .statusCode(200)
        .body("epoch", equalTo(1))
        .body("changedHands", equalTo(false));
  }

  @Test
  void rename_keepsTheEpoch() {
    put("alice", "Front door");
    put("alice", "Back door").body("epoch", equalTo(1));
  }

  @Test
  void transferAndReturn_growTheEpochEachTime() {
    put("alice", "Front door");
    put("bob", "Front door").body("epoch", equalTo(2)).body("changedHands", equalTo(true));
    put("alice", "Front door").body("epoch", equalTo(3));
  }

  @Test
  void removal_isIdempotentAndTheEpochNeverGoesBack() {
    put("alice", "Front door");
    for (int i = 0; i < 2; i++) {
      given()
          .auth()
          .oauth2(token("camera-backend"))
          .delete("/v1/devices/{device}/owner", device)
          .then()
          .statusCode(200)
          .body("epoch", equalTo(2))
          .body("user", nullValue());
    }
    put("alice", "Front door").body("epoch", equalTo(3));
  }

  @Test
  void removal_ofADeviceThatNeverWas_isNoError() {
    given()
        .auth()
        .oauth2(token("camera-backend"))
        .delete("/v1/devices/{device}/owner", device)
        .then()
        .statusCode(200)
        .body("changedHands", equalTo(false));
  }

  @Test
  void batch_appliesAllOrNothing() {
    String changes =
        """
        {"changes": [
          {"device": "%1$s-a", "user": "alice", "name": "A"},
          {"device": "%1$s-b", "user": "alice", "name": "%2$s"}]}
        """;
    postBatch(changes.formatted(device, "B\\u0000")).statusCode(400);
    postBatch(changes.formatted(device, "B"))
        .statusCode(200)
        .body("devices.epoch", equalTo(List.of(1, 1)));
  }

  @Test
  void batch_namingADeviceTwice_isRefusedAndNamesIt() {
    postBatch(
            """
            {"changes": [{"device": "%1$s", "user": "alice", "name": "A"}, {"device": "%1$s"}]}
            """
                .formatted(device))
        .statusCode(400)
        .body("detail", containsString(device));
  }

  private static ValidatableResponse postBatch(String body) {
    return given()
        .auth()
        .oauth2(token("camera-backend"))
        .contentType(ContentType.JSON)
        .body(body)
        .post("/v1/devices/owners")
        .then();
  }

  @Test
  void concurrentTransfers_allSucceedAndEachChangeIsOneEpoch() throws Exception {
    put("alice", "Front door");
    String bearer = token("camera-backend");
    List<Callable<Integer>> transfers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String user = i % 2 == 0 ? "alice" : "bob";
      transfers.add(
          () ->
              given()
                  .auth()
                  .oauth2(bearer)
                  .contentType(ContentType.JSON)
                  .body(Map.of("user", user, "name", "Front door"))
                  .put("/v1/devices/{device}/owner", device)
                  .statusCode());
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
      for (Future<Integer> status : threads.invokeAll(transfers)) {
        org.assertj.core.api.Assertions.assertThat(status.get()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"alexa-skill", "hushkey-admin"})
  void callerWithAnotherRole_isRefusedWithoutTheReason(String client) {
    given()
        .auth()
        .oauth2(token(client))
        .contentType(ContentType.JSON)
        .body(Map.of("user", "alice", "name", "Front door"))
        .put("/v1/devices/{device}/owner", device)
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("detail", nullValue())
        .body("correlationId", notNullValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."})
  void callerWithoutAProperToken_isNotAuthenticated(String bearer) {
    List<String> challenges =
        given()
            .header("Authorization", "Bearer " + bearer)
            .contentType(ContentType.JSON)
            .body(Map.of("user", "alice", "name", "Front door"))
            .put("/v1/devices/{device}/owner", device)
            .then()
            .statusCode(401)
            .extract()
            .headers()
            .getValues("WWW-Authenticate");
    assertThat(challenges).anyMatch(challenge -> challenge.startsWith("Bearer"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{\"user\": 5}",
        "{\"user\": \"\", \"name\": \"x\"}",
        "{\"user\": \" a\", \"name\": \"x\"}",
        "{\"user\": \"alice\", \"name\": \"\\u200b\"}",
        "{\"user\": \"alice\", \"name\": \" \\u00a0\\u202e\\ufe0f\"}",
        "{\"user\": \"alice\", \"name\": \"\\u3164\"}",
        "{\"user\": \"alice\"}",
        "{\"user\": \"alice\", \"name\": \"\"}",
        "{\"user\": \"a\\u0000\", \"name\": \"x\"}",
        "{\"name\": \"x\"}"
      })
  void malformedBody_isA400ThatSaysWhatToDo(String body) {
    given()
        .auth()
        .oauth2(token("camera-backend"))
        .contentType(ContentType.JSON)
        .body(body)
        .put("/v1/devices/{device}/owner", device)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("detail", notNullValue());
  }
}
