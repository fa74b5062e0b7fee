package dev.hushkey.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No client of ours accepts the certificate of just anybody. */
class TlsAndVaultRulesTest {

  @TempDir Path directory;
  private SafeInstallation installation;

  @BeforeEach
  void anInstallation() {
    installation = new SafeInstallation(directory);
  }

  @ParameterizedTest
  @CsvSource({
    "quarkus.tls.trust-all, true",
    "quarkus.tls.keycloak.trust-all, true",
    "'quarkus.tls.\"my.keycloak\".trust-all', TRUE",
    "quarkus.rest-client.trust-all, true",
    "quarkus.tls.hostname-verification-algorithm, NONE",
    "quarkus.tls.keycloak.hostname-verification-algorithm, ''",
    "quarkus.oidc.tls.verification, none",
    "quarkus.oidc.dpop.tls.verification, certificate-validation",
    "quarkus.oidc.login.tls.verification, none",
    "quarkus.rest-client.verify-host, false",
    "'quarkus.rest-client.\"org.example.Client\".hostname-verifier', org.example.Anybody",
    "jdk.internal.httpclient.disableHostnameVerification, ''",
    "'quarkus.tls.keycloak.protocols', 'TLSv1.3,TLSv1.1'"
  })
  void verification_switchedOff_isRefused(String setting, String value) {
    assertThat(installation.with(setting, value).found()).containsExactly(setting);
  }

  @ParameterizedTest
  @CsvSource({
    "quarkus.tls.keycloak.trust-all, false",
    "quarkus.tls.keycloak.hostname-verification-algorithm, HTTPS",
    "quarkus.oidc.tls.verification, required",
    "quarkus.tls.keycloak.protocols, TLSv1.3"
  })
  void verification_leftOn_isAccepted(String setting, String value) {
    assertThat(installation.with(setting, value).found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"QUARKUS_TLS_TRUST_ALL", "_STAGING_QUARKUS_TLS_KEYCLOAK_TRUST_ALL"})
  void trustAll_byEnvironmentVariable_isNamedAsItIsSet(String variable) {
    assertThat(installation.withVariable(variable, "true").found()).containsExactly(variable);
  }

  @Test
  void trustAll_ofThisProfile_counts_andOfAnotherDoesNot() {
    installation.with("%dev.quarkus.tls.trust-all", "true");
    assertThat(installation.found()).isEmpty();
    installation.with("%staging.quarkus.tls.trust-all", "true");
    assertThat(installation.found()).containsExactly("quarkus.tls.trust-all");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quarkus.oidc.jwks-path",
        "quarkus.oidc.dpop.auth-server-url",
        "quarkus.oidc.login.token-path",
        "quarkus.oidc.login.authorization-path"
      })
  void addressOfKeycloak_inClearText_isRefused(String setting) {
    assertThat(installation.with(setting, "http://login.example.com/x").found())
        .containsExactly(setting);
    assertThat(installation.with(setting, "HTTP://login.example.com/x").found())
        .containsExactly(setting);
    assertThat(installation.with(setting, "http://127.0.0.1:8080/x").found()).isEmpty();
    assertThat(installation.with(setting, "https://login.example.com/x").found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://vault.example.com/v1", "https://vault.example.com?namespace=hushkey"})
  void vaultAddress_withMoreThanAHost_isRefused(String address) {
    assertThat(installation.with("hushkey.vault.address", address).found())
        .containsExactly("hushkey.vault.address");
  }

  @Test
  void vaultsAuthority_notNamed_isRefused() {
    assertThat(installation.without("hushkey.vault.tls.ca-file").found())
        .containsExactly("hushkey.vault.tls.ca-file");
  }

  @Test
  void vaultAgentOnThisMachine_needsNoAuthority() {
    installation.without("hushkey.vault.tls.ca-file");
    assertThat(installation.with("hushkey.vault.address", "http://127.0.0.1:8200").found())
        .isEmpty();
  }
}
