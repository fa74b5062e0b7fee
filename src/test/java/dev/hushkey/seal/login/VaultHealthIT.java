package dev.hushkey.seal.login;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.hushkey.seal.Sealer;
import dev.hushkey.seal.TestSeal;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnStack
class VaultHealthIT {

  private static final String VAULT = "checks.find { it.name == 'vault' }.";

  @Inject Sealer sealer;

  @AfterEach
  void healthyVault() {
    TestStack.current().openBao().start();
  }

  @Test
  void ready_vaultActive_isUp() {
    ready().body(VAULT + "status", equalTo("UP")).body(VAULT + "data.state", equalTo("ready"));
  }

  @Test
  void ready_vaultSealed_isDownAndHeals() {
    TestStack.current().openBao().seal();
    ready()
        .statusCode(503)
        .body(VAULT + "status", equalTo("DOWN"))
        .body(VAULT + "data.state", equalTo("sealed"));

    TestStack.current().openBao().unseal();
    ready().body(VAULT + "status", equalTo("UP"));
  }

  @Test
  void metrics_afterASeal_showItsTime() {
    TestSeal.await(sealer.seal(SecretText.of("s"), TestSeal.aliceLink()));

    given()
        .get("/q/metrics")
        .then()
        .body(
            containsString(
                "hushkey_seal_operation_seconds_count{operation=\"seal\",outcome=\"ok\""));
  }

  private static ValidatableResponse ready() {
    return given().get("/q/health/ready").then();
  }
}
