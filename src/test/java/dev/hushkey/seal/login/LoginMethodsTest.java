package dev.hushkey.seal.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.seal.TestSeal;
import dev.hushkey.seal.vault.LoginChoice;
import dev.hushkey.seal.vault.VaultCredentials;
import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultSettings;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginMethodsTest {

  private static final String APP_ROLE = "app-role.role-id-file=r,app-role.secret-id-file=s";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        APP_ROLE + "; AppRole",
        "kubernetes.role=hushkey; Kubernetes service account",
        "token-file=t; token file",
        "agent=true; Vault Agent"
      })
  void of_oneConfigured_isIt(String settings, String name) {
    VaultSettings config = config(settings);
    VaultDriver driver = new VaultDriver(config);
    try {
      assertThat(LoginMethods.of(config, VaultSettings.PREFIX, driver).name()).isEqualTo(name);
    } finally {
      driver.close();
    }
  }

  @Test
  void of_none_namesTheKeysToChooseFrom() {
    assertThatThrownBy(() -> LoginMethods.of(config(""), VaultSettings.PREFIX, null))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "set one of",
            "hushkey.vault.app-role.role-id-file",
            "hushkey.vault.kubernetes.role",
            "hushkey.vault.token-file",
            "hushkey.vault.agent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"token-file=t,agent=true", "kubernetes.role=r," + APP_ROLE})
  void of_several_namesThemAndNoOther(String settings) {
    String problem = LoginChoice.problemWith(config(settings), VaultSettings.PREFIX).orElseThrow();

    assertThat(problem).startsWith("Several log-ins at Vault: keep one of hushkey.vault.");
    assertThat(problem.contains("token-file")).isEqualTo(settings.contains("token-file"));
    assertThat(problem.contains("kubernetes")).isEqualTo(settings.contains("kubernetes"));
  }

  @Test
  void problemWith_logInForMaintenance_isNamedByItsOwnKeys() {
    VaultCredentials rotate =
        config("agent=true,rotate.token-file=t,rotate.kubernetes.role=r").rotate().orElseThrow();

    assertThat(LoginChoice.problemWith(rotate, "hushkey.vault.rotate").orElseThrow())
        .contains("hushkey.vault.rotate.token-file", "hushkey.vault.rotate.kubernetes.*");
  }

  @Test
  void safety_ordinaryTokenAtARealServer_isNoProblem() {
    assertThat(LoginSafety.problemWith(List.of("hushkey-serve"), "raft")).isEmpty();
  }

  @Test
  void safety_rootToken_isToldWhatToDoInstead() {
    assertThat(LoginSafety.problemWith(List.of("root"), "raft").orElseThrow())
        .contains("policy root", "hushkey-serve");
  }

  @Test
  void safety_serverInMemory_isRefusedByItsSetting() {
    assertThat(LoginSafety.problemWith(List.of("hushkey-serve"), "inmem").orElseThrow())
        .startsWith("hushkey.vault.address ");
  }

  private static VaultSettings config(String settings) {
    Map<String, String> all = new HashMap<>(Map.of("hushkey.vault.address", "http://127.0.0.1:1"));
    if (!settings.isEmpty()) {
      for (String each : settings.split(",")) {
        all.put("hushkey.vault." + each.split("=")[0], each.split("=")[1]);
      }
    }
    return TestSeal.configOf(all);
  }
}
