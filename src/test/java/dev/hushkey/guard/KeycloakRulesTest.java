package dev.hushkey.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose tokens are taken, and for what. */
class KeycloakRulesTest {

  private static final String CAMERAS = "hushkey.oauth.camera-backend-audience";

  @TempDir Path directory;
  private SafeInstallation installation;

  @BeforeEach
  void anInstallation() {
    installation = new SafeInstallation(directory);
  }

  @ParameterizedTest
  @CsvSource({
    "quarkus.oidc.dpop.token.audience, ''",
    "quarkus.oidc.dpop.token.audience, any",
    "quarkus.oidc.dpop.token.audience, account",
    "'quarkus.oidc.dpop.token.audience', 'hushkey-api,account'",
    "quarkus.oidc.dpop.client-id, account",
    "quarkus.oidc.login.token.audience, any",
    "quarkus.oidc.login.token.audience, ''",
    "quarkus.oidc.login.token.audience, hushkey-api",
    "quarkus.oidc.token.issuer, any",
    "quarkus.oidc.dpop.token.issuer, any",
    "quarkus.oidc.login.token.issuer, ANY",
    "quarkus.oidc.token.allow-opaque-token-introspection, true",
    "quarkus.oidc.dpop.token.allow-jwt-introspection, true",
    "quarkus.oidc.token.require-jwt-introspection-only, true",
    "quarkus.oidc.token.verify-access-token-with-user-info, true",
    "quarkus.oidc.introspection-path, /introspect",
    "quarkus.oidc.public-key, MIIB",
    "quarkus.oidc.login.provider, google",
    "quarkus.oidc.partner.auth-server-url, https://login.example.org",
    "quarkus.oidc.partner.tenant-paths, /v1/*",
    "quarkus.oidc.application-type, hybrid",
    "quarkus.oidc.roles.role-claim-path, groups",
    "quarkus.oidc.dpop.token.authorization-scheme, Bearer",
    "quarkus.oidc.login.tenant-paths, /v1/*",
    "quarkus.oidc.login.authentication.pkce-required, false",
    "quarkus.oidc.login.authentication.nonce-required, false",
    "quarkus.oidc.login.authentication.cookie-force-secure, false",
    "quarkus.oidc.login.authentication.cookie-path, /",
    "quarkus.oidc.login.authentication.cookie-same-site, none",
    "quarkus.oidc.login.authentication.state-cookie-same-site, none",
    "quarkus.oidc.login.token-state-manager.encryption-required, false"
  })
  void wideOpen_isRefused(String setting, String value) {
    assertThat(installation.with(setting, value).found()).containsExactly(setting);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "account", "any"})
  void audienceOfTheApi_wrong_isRefusedWithDpopToo(String audience) {
    assertThat(installation.with("quarkus.oidc.token.audience", audience).found())
        .containsExactlyInAnyOrder(
            "quarkus.oidc.token.audience", "quarkus.oidc.dpop.token.audience");
  }

  @Test
  void stranger_byEnvironmentVariable_isNamedAsItIsSet() {
    String variable = "QUARKUS_OIDC_PARTNER_AUTH_SERVER_URL";
    assertThat(installation.withVariable(variable, "https://login.example.org").found())
        .containsExactly(variable);
  }

  @Test
  void clientOfTheApi_underAnotherName_isAccepted() {
    installation.with("quarkus.oidc.client-id", "broker-api");
    assertThat(installation.with("quarkus.oidc.token.audience", "broker-api").found()).isEmpty();
  }

  @Test
  void clientOfTheApi_thatAlsoLogsPeopleIn_isRefused() {
    installation.with("quarkus.oidc.client-id", "hushkey-login");
    installation.with("quarkus.oidc.token.audience", "hushkey-login");
    assertThat(installation.found()).containsExactly("quarkus.oidc.client-id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hushkey.example.com",
        "https://hushkey.example.com/",
        "HTTPS://Hushkey.Example.com:443",
        "hushkey-api"
      })
  void audienceOfTheCameraBackend_thatIsOurs_isRefused(String audience) {
    assertThat(installation.with(CAMERAS, audience).found()).containsExactly(CAMERAS);
  }

  @Test
  void audienceOfTheCameraBackend_absent_isAccepted() {
    assertThat(installation.without(CAMERAS).found()).isEmpty();
  }
}
