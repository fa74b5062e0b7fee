package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.account.page.PageSettings;
import dev.hushkey.assistant.AssistantSettings;
import dev.hushkey.expiry.SweepSettings;
import dev.hushkey.oauth.keys.SigningKeySettings;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.settings.AllSettings;
import dev.hushkey.wire.QuarkusSettings;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of a whole installation, as its start reads and checks them. */
class ConfigurationTest {

  private static final String[] SERVICES = {
    "hushkey.issuer",
    "hushkey.vault.address",
    "quarkus.oidc.auth-server-url",
    "quarkus.oidc.login.auth-server-url",
    "quarkus.keycloak.admin-client.server-url"
  };

  @TempDir Path directory;
  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void aCorrectInstallation() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "s3cret");
    Path csrfKey = Files.writeString(directory.resolve("csrf"), "A".repeat(43) + "=");
    for (String service : SERVICES) {
      settings.put(service, "https://service.example");
    }
    settings.put("hushkey.pages.csrf-key-file", csrfKey.toString());
    settings.put("hushkey.vault.token-file", "/run/vault/token");
    settings.put("quarkus.datasource.username", "hushkey");
    settings.put("quarkus.datasource.password", "the-database-password");
    settings.put("quarkus.datasource.reactive.url", "postgresql://db.example/hushkey");
    settings.put("hushkey.migration.jdbc-url", "jdbc:postgresql://db.example/hushkey");
    settings.put("quarkus.oidc.login.token-state-manager.encryption-secret", "s".repeat(32));
    settings.put("quarkus.keycloak.admin-client.client-secret", "s3cret");
    settings.put("hushkey.assistants.google.client-id", "google-link");
    settings.put("hushkey.assistants.google.client-secrets", "file:" + secret);
    settings.put("hushkey.assistants.google.redirect-uris", "https://google.example/r/1");
  }

  private AllSettings read(boolean production) {
    return AllSettings.read(
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(new PropertiesConfigSource(settings, "file", 100))
            .withSources(new EnvConfigSource(environment, 300))
            .build(),
        Installation.INTERFACES,
        production);
  }

  private AllSettings read() {
    return read(true);
  }

  @Test
  void correctInstallation_isReadWithItsDefaults() {
    AllSettings all = read();
    assertThat(all.of(AssistantSettings.class).assistants()).containsOnlyKeys("google");
    assertThat(all.of(PageSettings.class).companyName()).isEqualTo("Hushkey");
    assertThat(all.of(SigningKeySettings.class).rotateEvery()).hasDays(90);
    assertThat(all.of(VaultSettings.class).batching().maxItems()).isEqualTo(150);
    assertThat(all.of(VaultSettings.class).rotate()).isEmpty();
  }

  @Test
  void passwordOfTheOwner_isNotForTheService() {
    settings.put("hushkey.migration.password", "hunter2");
    assertThatThrownBy(this::read)
        .hasMessageContaining("hushkey.migration.password: is for `hushkey migrate` alone")
        .hasMessageNotContaining("hunter2");
    assertThatCode(() -> read(false)).doesNotThrowAnyException();
  }

  /** As a password made of all characters of a keyboard may. */
  @Test
  void textThatRefersToASettingThatIsMissing_isNamed_withoutItsValue() {
    settings.put("quarkus.datasource.password", "hunter2${nowhere}");
    settings.put("hushkey.pages.company-name", "${hunter2");
    settings.put(
        "hushkey.assistants.google.redirect-uris", "https://${hunter2}/r,https://g.example");
    environment.put("QUARKUS_LOG_LEVEL", "${hunter2}");
    environment.put("PS1", "${somebody.elses}");
    assertThatThrownBy(this::read)
        .hasMessageContainingAll(
            "quarkus.datasource.password: refers by ${...} to a setting that is not there",
            "hushkey.assistants.google.redirect-uris: refers by ${...}",
            "quarkus.log.level: refers by ${...}")
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("PS1")
        .hasMessageNotContaining("is missing")
        .hasNoCause();
  }

  @Test
  void dollarBraceThatIsWrittenSo_isTakenAsItIs() {
    settings.put("hushkey.pages.company-name", "A\\${B}");
    assertThat(read().of(PageSettings.class).companyName()).isEqualTo("A${B}");
  }

  @Test
  void mistakesOfAllFeatures_areNamedTogether_withoutAnyValue() {
    settings.remove("quarkus.datasource.username");
    settings.remove("quarkus.oidc.login.token-state-manager.encryption-secret");
    settings.put("hushkey.issuer", "hunter2");
    settings.put("hushkey.pages.csrf-key-file", "/nowhere/csrf");
    settings.put("hushkey.vault.agent", "hunter2");
    settings.put("hushkey.vault.batching.max-items", "hunter2");
    settings.put("hushkey.vault.batching.max-queued", "0");
    settings.put("hushkey.vault.rotate.agent", "true");
    settings.put("hushkey.vault.rotate.token-file", "/run/vault/rotate");
    settings.put("hushkey.rotation.rewraps-per-second", "0");
    settings.put("hushkey.oauth.keys.publish-ahead", "90D");
    settings.put("hushkey.oauth.pushed-request-lifetime", "hunter2");
    settings.put("hushkey.oauth.exchanged-token-lifetime", "PT2M");
    settings.put("hushkey.oauth.camera-backend-audience", "hunter2");
    settings.put("hushkey.oauth.sweep-evry", "hunter2");
    settings.put("hushkey.assistants.google.code-lifetime", "PT1H");
    settings.put("hushkey.assistants.google.client-secrets", "hunter2");

    assertThatThrownBy(this::read)
        .hasMessageContainingAll(
            "quarkus.datasource.username: is missing",
            "quarkus.oidc.login.token-state-manager.encryption-secret: is missing",
            "hushkey.issuer: must be an address",
            "hushkey.pages.csrf-key-file: file:/nowhere/csrf cannot be read",
            "hushkey.vault.agent: must be true or false",
            "hushkey.vault.batching.max-items: must be a whole number",
            "hushkey.vault.batching.max-queued: must be a number from 1 to",
            "hushkey.vault.rotate: Several log-ins at Vault",
            "hushkey.rotation.rewraps-per-second: must be 1 or more",
            "hushkey.oauth.keys.publish-ahead: must be shorter",
            "hushkey.oauth.pushed-request-lifetime: must be a duration",
            "hushkey.oauth.exchanged-token-lifetime: must be positive and at most PT60S",
            "hushkey.oauth.camera-backend-audience: must be an absolute URI",
            "hushkey.oauth.sweep-evry: is not a setting",
            "hushkey.assistants.google.code-lifetime: must be positive and at most PT10M",
            "hushkey.assistants.google.client-secrets: must be file:PATH or env:NAME")
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }

  @Test
  void nothingSetAtAll_namesAllThatIsMissing() {
    settings.clear();
    assertThatThrownBy(this::read)
        .hasMessageContainingAll(
            "hushkey.issuer: is missing",
            "hushkey.pages.csrf-key-file: is missing",
            "hushkey.vault.address: is missing",
            "hushkey.assistants: at least one",
            "quarkus.oidc.login.token-state-manager.encryption-secret: is missing")
        .hasNoCause();
  }

  @ParameterizedTest
  @CsvSource({
    "hushkey.isuer, hushkey.issuer",
    "hushkey.oauth.key.rotate-every, hushkey.oauth.keys.rotate-every",
    "hushkey.vault.batching.max-item, hushkey.vault.batching.max-items",
    "hushkey.vault.rotate.app-role.role-id, hushkey.vault.rotate.app-role.role-id-file",
    "hushkey.assistant.google.scopes, hushkey.assistants.google.scopes",
    "hushkey.assistants.google.redirect-uri, hushkey.assistants.google.redirect-uris",
    "hushkey.assistants.google.app-to-app.enablement-endpoint.na,"
        + " hushkey.assistants.google.app-to-app.enablement-endpoints.na"
  })
  void misspeltKey_isRefusedWithTheOneThatWasMeant(String misspelt, String meant) {
    settings.put(misspelt, "x");
    assertThatThrownBy(this::read)
        .hasMessageContaining(misspelt + ": is not a setting; did you mean " + meant + "?");
  }

  @Test
  void retention_hasLimits_thatBreakNothing() {
    settings.put("hushkey.retention.codes", "PT59M");
    settings.put("hushkey.retention.tokens", "PT0S");
    settings.put("hushkey.retention.tokens-of-ended-links", "P90D");
    settings.put("hushkey.retention.ended-links", "P60D");
    settings.put("hushkey.migration.record-kept-for", "P30D");
    assertThatThrownBy(this::read)
        .hasMessageContainingAll(
            "hushkey.retention.codes: must be from an hour",
            "hushkey.retention.tokens: must be from an hour",
            "hushkey.retention.ended-links: must be from 31 days to 36500 days, and not shorter",
            "hushkey.migration.record-kept-for: must be from 31 days");
  }

  @Test
  void environmentVariable_isASetting() {
    environment.put("HUSHKEY_OAUTH_SWEEP_EVERY", "PT7M");
    environment.put("HUSHKEY_ASSISTANTS_GOOGLE_CONSENT_WORDING_IT", "Ciao");
    environment.put("HUSHKEY_VAULT_ROTATE_TOKEN_FILE", "/run/vault/rotate");
    AllSettings all = read();
    assertThat(all.of(SweepSettings.class).sweepEvery()).hasMinutes(7);
    assertThat(all.of(VaultSettings.class).rotate()).isPresent();
    assertThat(all.of(AssistantSettings.class).assistants().get("google").consentWording())
        .containsEntry("it", "Ciao")
        .containsKey("en");
  }

  @Test
  void environmentVariable_misspelt_isRefused() {
    environment.put("HUSHKEY_OAUTH_SWEEP_EVRY", "hunter2");
    assertThatThrownBy(this::read)
        .hasMessageContaining("did you mean hushkey.oauth.sweep-every?")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void environmentVariables_ofTheCommandLine_areNoSettings() {
    environment.put("HUSHKEY_URL", "https://hushkey.example");
    environment.put("HUSHKEY_PORT_BASE", "9700");
    assertThatCode(this::read).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8700", "http://[::1]:8700", "http://localhost:8700"})
  void httpOnThisMachine_isAccepted(String address) {
    settings.replaceAll((name, value) -> isService(name) ? address : value);
    assertThatCode(this::read).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example",
        "http://10.0.0.1",
        "http://127.0.0.1.example.com",
        "http://[2001:db8::1]:8200"
      })
  void clearTextToAnotherMachine_stopsTheStartAndNamesEverySetting(String address) {
    settings.replaceAll((name, value) -> isService(name) ? address : value);
    for (String service : SERVICES) {
      assertThatThrownBy(this::read)
          .hasMessageContaining(service + ": must begin with https://: it would carry tokens");
    }
    assertThatCode(() -> read(false)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a.example", "a.example:8200", "ftp://a.example", "http://a b", "https://"})
  void notAWebAddress_isRefusedInEveryProfile(String address) {
    settings.replaceAll((name, value) -> isService(name) ? address : value);
    for (String service : SERVICES) {
      assertThatThrownBy(() -> read(false)).hasMessageContaining(service + ": ");
    }
  }

  private static boolean isService(String name) {
    return Arrays.asList(SERVICES).contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EU", "eu-west", "1eu", "europewest"})
  void cellThatCouldNotStandBeforeAToken_isRefused(String name) {
    settings.put("hushkey.cell", name);
    assertThatThrownBy(this::read).hasMessageContaining("hushkey.cell: must have 1 to 8 small");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://a.example/", "https://a.example/hushkey", "https://a.example?x=1"})
  void issuerThatIsNoBase_isRefused(String address) {
    settings.put("hushkey.issuer", address);
    assertThatThrownBy(this::read).hasMessageContaining("hushkey.issuer: must be scheme, host");
  }

  @ParameterizedTest
  @CsvSource({
    "hushkey.timeouts.database.statement, PT3S",
    "hushkey.timeouts.database.statement, PT0.5S",
    "hushkey.timeouts.database.lock, PT1.5S",
    "hushkey.timeouts.database.max-waiting, 0",
    "hushkey.timeouts.keycloak.answer, PT4S",
    "hushkey.timeouts.answer, PT0S",
    "hushkey.timeouts.revocation, PT3S",
    "hushkey.vault.request-timeout, PT2.1S",
    "hushkey.assistants.google.upstream.timeout, PT3.5S"
  })
  void timeoutThatOutlastsAnother_isRefused(String key, String value) {
    settings.put("hushkey.assistants.google.upstream.token-endpoint", "https://google.example/t");
    settings.put("hushkey.assistants.google.upstream.client-id", "hushkey");
    settings.put(
        "hushkey.assistants.google.upstream.client-secrets",
        settings.get("hushkey.assistants.google.client-secrets"));
    settings.put("hushkey.assistants.google.upstream.default-region", "na");
    settings.put(
        "hushkey.assistants.google.upstream.event-endpoints.na", "https://google.example/e");
    assertThatCode(this::read).doesNotThrowAnyException();
    settings.put(key, value);
    assertThatThrownBy(this::read).hasMessageContaining("hushkey.timeouts");
  }

  @ParameterizedTest
  @CsvSource({
    "hushkey.standby.url, postgresql://db.example/hushkey",
    "hushkey.standby.url, replica.example",
    "hushkey.standby.url, postgresql://replica.example",
    "hushkey.standby.url, postgresql://hushkey:secret@replica.example/hushkey",
    "hushkey.standby.url, postgresql://replica.example/hushkey?sslmode=disable",
    "hushkey.standby.patience, PT2S",
    "hushkey.standby.max-lag, PT1S",
    "hushkey.standby.max-overtaken, 101"
  })
  void standbyThatMakesNoSense_isRefused(String key, String value) {
    settings.put("hushkey.standby.url", "postgresql://replica.example:5433/hushkey");
    assertThatCode(this::read).doesNotThrowAnyException();
    settings.put(key, value);
    assertThatThrownBy(this::read).hasMessageContaining(key).hasMessageNotContaining("secret@");
  }

  @Test
  void printedSettings_showNoSecret() {
    QuarkusSettings quarkus = read().of(QuarkusSettings.class);
    assertThat(quarkus.toString() + quarkus.datasource() + quarkus.datasource().password())
        .doesNotContain("the-database-password");
  }

  /** The account that ends sessions may do more than that: an installation can do without. */
  @Test
  void accountThatEndsSessions_isOptional_butNotByHalves() {
    settings.remove("quarkus.keycloak.admin-client.client-secret");
    assertThatThrownBy(this::read)
        .hasMessageContaining("quarkus.keycloak.admin-client.client-secret: is missing");
    settings.remove("quarkus.keycloak.admin-client.server-url");
    assertThat(read().of(QuarkusSettings.class).keycloak().adminClient().isConfigured()).isFalse();
  }

  /** Quarkus itself reads the one, docs/configuration.md shows the other. */
  @Test
  void defaultsOfQuarkusSettings_areThoseOfApplicationProperties() throws IOException {
    Properties ours = new Properties();
    try (InputStream file = getClass().getResourceAsStream("/application.properties")) {
      ours.load(file);
    }
    QuarkusSettings quarkus = read().of(QuarkusSettings.class);
    assertThat(ours)
        .containsEntry("quarkus.oidc.login.client-id", quarkus.oidc().login().clientId())
        .containsEntry(
            "quarkus.keycloak.admin-client.client-id", quarkus.keycloak().adminClient().clientId())
        .containsEntry(
            "quarkus.keycloak.admin-client.realm", quarkus.keycloak().adminClient().realm());
  }

  /** A second way to configure would be neither checked nor documented. */
  @Test
  void sources_readSettingsInNoOtherWay() throws IOException {
    try (var sources = Files.walk(Path.of("src/main"))) {
      assertThat(sources.filter(Files::isRegularFile))
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file))
                      .doesNotContain(
                          "@ConfigProperty", "@ConfigMapping", "\"${hushkey.", "{config:"));
    }
  }
}
