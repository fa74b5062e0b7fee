package dev.hushkey.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetupCheckTest {

  private static Map<String, String> issuer(String address) {
    return Map.of("hushkey.issuer", address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hushkey.example.com",
        "http://127.0.0.1:8700",
        "http://[::1]:8700",
        "http://localhost:8700"
      })
  void encryptedOrLocalAddress_isAccepted(String address) {
    assertThat(SetupCheck.mistakesIn(issuer(address), true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://hushkey.example.com", "http://10.0.0.1", "http://127.0.0.1.example.com"})
  void clearTextToAnotherMachine_stopsTheStartAndNamesTheSetting(String address) {
    assertThat(SetupCheck.mistakesIn(issuer(address), true))
        .singleElement()
        .asString()
        .startsWith("hushkey.issuer must begin with https://");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hushkey.example.com", "ftp://hushkey.example.com", "http://a b"})
  void notAUrl_isRefusedInEveryProfile(String address) {
    assertThat(SetupCheck.mistakesIn(issuer(address), false)).hasSize(1);
  }

  @Test
  void severalMistakes_areNamedTogether() {
    assertThat(
            SetupCheck.mistakesIn(
                Map.of("hushkey.issuer", "http://a.example", "quarkus.oidc.auth-server-url", ""),
                true))
        .hasSize(2);
  }
}
