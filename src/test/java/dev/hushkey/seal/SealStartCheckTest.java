package dev.hushkey.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealStartCheckTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://vault.example.com:8200",
        "http://127.0.0.1:8200",
        "http://localhost:8200",
        "http://[::1]:8200"
      })
  void problemWith_safeAddressInProduction_isNone(String address) {
    assertThat(SealStartCheck.problemWith(URI.create(address), true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://vault.example.com:8200",
        "http://10.0.0.1:8200",
        "http://127.0.0.1.example.com:8200",
        "http://[2001:db8::1]:8200",
        "ftp://vault.example.com",
        "vault.example.com:8200"
      })
  void problemWith_unsafeAddressInProduction_namesTheSetting(String address) {
    assertThat(SealStartCheck.problemWith(URI.create(address), true))
        .hasValueSatisfying(problem -> assertThat(problem).startsWith("hushkey.vault.address "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://vault.test:8200", "https://vault.test:8200"})
  void problemWith_httpOutsideProduction_isNone(String address) {
    assertThat(SealStartCheck.problemWith(URI.create(address), false)).isEmpty();
  }
}
