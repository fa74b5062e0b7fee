package dev.hushkey.seal.login;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.hushkey.seal.Sealer;
import dev.hushkey.seal.TestSeal;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.testing.Api;
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
  void well_vaultActive_isUp() {
    await()
        .untilAsserted(
            () ->
                well()
                    .statusCode(200)
                    .body(VAULT + "status", equalTo("UP"))
                    .body(VAULT + "data.state", equalTo("ready")));
  }

  @Test
  void well_vaultSealed_isDownAndHeals() {
    TestStack.current().openBao().seal();
    await()
        .untilAsserted(
            () ->
                well()
                    .statusCode(503)
                    .body(VAULT + "status", equalTo("DOWN"))
                    .body(VAULT + "data.state", equalTo("sealed")));
    await().untilAsserted(() -> metrics().body(containsString("hushkey_vault_sealed 1.0")));

    TestStack.current().openBao().unseal();
    await().untilAsserted(() -> well().body(VAULT + "status", equalTo("UP")));
    await().untilAsserted(() -> metrics().body(containsString("hushkey_vault_sealed 0.0")));
  }

  @Test
  void metrics_afterASeal_showItsTime() {
    TestSeal.await(sealer.seal(SecretText.of("s"), TestSeal.aliceLink()));

    Api.inner()
        .get("/q/metrics")
        .then()
        .body(
            containsString(
                "hushkey_seal_operation_seconds_count{operation=\"seal\",outcome=\"ok\""));
  }

  private static ValidatableResponse metrics() {
    return Api.inner().get("/q/metrics").then();
  }

  private static ValidatableResponse well() {
    return Api.inner().get("/q/health/well").then();
  }
}
