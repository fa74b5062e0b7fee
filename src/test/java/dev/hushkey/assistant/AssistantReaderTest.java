package dev.hushkey.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.secret.SecretText;
import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.TestSettings;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssistantReaderTest {

  @TempDir Path directory;
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void aCorrectBlock() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
    Path rotated = Files.writeString(directory.resolve("rotated"), "n3wer");
    set("display-name", "Amazon Alexa");
    set("client-id", "alexa-skill-link");
    set("client-secrets", "file:" + secret + ",file:" + rotated);
    set(
        "redirect-uris",
        "https://pitangui.amazon.com/api/skill/link/M1,https://layla.amazon.com/api/skill/link/M1");
    set("upstream.token-endpoint", "https://api.amazon.com/auth/o2/token");
    set("upstream.client-id", "lwa");
    set("upstream.client-secrets", "file:" + secret);
    set("upstream.event-endpoints.na", "https://api.amazonalexa.com/v3/events");
    set("upstream.default-region", "na");
  }

  private void set(String key, String value) {
    settings.put("hushkey.assistants.alexa." + key, value);
  }

  private List<Assistant> read() {
    return read(TestSettings.config(settings));
  }

  private static List<Assistant> read(SmallRyeConfig config) {
    AssistantSettings settings = TestSettings.read(AssistantSettings.class, config);
    return new AssistantReader(new Mistakes(true)).read(settings.assistants());
  }

  /** SQL leaves out whatever begins so. */
  @ParameterizedTest
  @ValueSource(strings = {"drill-", "drill--x", "drill-alexa"})
  void idOfADrill_isOfNoAssistant(String id) {
    Map<String, String> ofDrill = new HashMap<>();
    settings.forEach((key, value) -> ofDrill.put(key.replace(".alexa.", "." + id + "."), value));

    assertThatThrownBy(() -> read(TestSettings.config(ofDrill)))
        .hasMessageContaining("must not begin with drill-");
  }

  @Test
  void correctBlock_isRead() {
    Assistant alexa = read().getFirst();
    assertThat(alexa.id().value()).isEqualTo("alexa");
    assertThat(alexa.client().redirectUris()).hasSize(2);
    assertThat(alexa.upstream().redirectUri()).isEmpty();
    assertThat(alexa.tokens().accessTokenLifetime()).hasHours(1);
  }

  @Test
  void revocationEndpoint_isOffUntilItIsNamed_andHasLimits() {
    assertThat(read().getFirst().links().revocation()).isEmpty();

    set("upstream.revocation.endpoint", "https://api.amazon.com/auth/o2/revoke");
    Assistant.Revocation revocation = read().getFirst().links().revocation().orElseThrow();
    assertThat(revocation.sparesLinkedAgain()).isTrue();
    assertThat(revocation.limits())
        .isEqualTo(new Assistant.ErrandLimits(50, 5, Duration.ofHours(6), Duration.ofSeconds(5)));

    set("upstream.revocation.endpoint", "http://api.amazon.com/auth/o2/revoke");
    set("upstream.revocation.per-second", "0");
    set("upstream.revocation.tries", "0");
    set("upstream.revocation.within", "P31D");
    set("upstream.revocation.timeout", "PT2M");
    assertThatThrownBy(this::read)
        .hasMessageContaining("upstream.revocation.endpoint: http://api.amazon.com")
        .hasMessageContaining("upstream.revocation.per-second")
        .hasMessageContaining("upstream.revocation.tries")
        .hasMessageContaining("upstream.revocation.within")
        .hasMessageContaining("upstream.revocation.timeout");
  }

  @Test
  void securityEvents_areOffUntilAReceiverIsNamed_andAreInTheFormOfGoogle() {
    assertThat(read().getFirst().links().securityEvents()).isEmpty();

    set("security-events.endpoint", "https://risc.example/events");
    Assistant.SecurityEvents events = read().getFirst().links().securityEvents().orElseThrow();
    assertThat(events.audience()).isEqualTo("google_account_linking");
    assertThat(events.identifier().algorithm()).isEqualTo("hash_SHA512_double");
    assertThat(events.bearerToken()).isEmpty();

    set("security-events.endpoint", "http://risc.example/events");
    set("security-events.tries", "101");
    assertThatThrownBy(this::read)
        .hasMessageContaining("security-events.endpoint: http://risc.example")
        .hasMessageContaining("security-events.tries");
  }

  @Test
  void rotation_acceptsTheOldAndTheNewSecretAndNoOther() {
    Assistant alexa = read().getFirst();
    assertThat(alexa.client().authenticates(SecretText.of("s3cret"))).isTrue();
    assertThat(alexa.client().authenticates(SecretText.of("n3wer"))).isTrue();
    assertThat(alexa.client().authenticates(SecretText.of("s3cret "))).isFalse();
  }

  @Test
  void severalMistakes_areNamedTogether() {
    set("redirect-uris", "http://pitangui.amazon.com/api/skill/link/M1");
    set("code-lifetime", "PT1H");
    set("access-token-lifetime", "PT1M");
    set("upstream.default-region", "mars");
    set("upstream.client-secrets", "file:/nowhere/lwa");
    assertThatThrownBy(this::read)
        .hasMessageContaining("alexa.redirect-uris: http://pitangui")
        .hasMessageContaining("alexa.code-lifetime")
        .hasMessageContaining("alexa.access-token-lifetime")
        .hasMessageContaining("alexa.upstream.default-region")
        .hasMessageContaining("alexa.upstream.client-secrets: file:/nowhere/lwa cannot be read");
  }

  @Test
  void refreshTokenLifetime_shorterThanAnAccessTokens_isAMistake() {
    set("refresh-token-lifetime", "P180D");
    assertThat(read().getFirst().tokens().refreshTokenLifetime()).hasValue(Duration.ofDays(180));
    set("refresh-token-lifetime", "PT1H");
    assertThatThrownBy(this::read).hasMessageContaining("alexa.refresh-token-lifetime");
  }

  @ParameterizedTest
  @CsvSource({
    "refreshes-at-once, 1, 0",
    "refreshes-at-once, 200, 201",
    "refreshes-per-second, 1, 0",
    "ahead-per-second, 0, -1",
    "ahead-per-second, 1000, 1001",
    "ahead-used-within, PT1H, PT59M",
    "ahead-idle-every, P3650D, P3651D",
  })
  void boundsOnRefreshes_areInRange(String key, String good, String bad) {
    set("upstream." + key, good);
    assertThat(read()).hasSize(1);
    set("upstream." + key, bad);
    assertThatThrownBy(this::read).hasMessageContaining("alexa.upstream." + key + ": must be from");
  }

  @Test
  void inlineSecret_stopsTheStartAndIsNotRepeated() {
    set("client-secrets", "hunter2");
    assertThatThrownBy(this::read)
        .hasStackTraceContaining("client-secrets")
        .satisfies(
            thrown -> {
              for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                assertThat(cause.getMessage()).doesNotContain("hunter2");
              }
            });
  }

  @Test
  void loopbackOverHttp_isForThisMachineOnly() {
    set("redirect-uris", "http://127.0.0.1:8705/alexa/callback");
    assertThat(read()).hasSize(1);
    set("redirect-uris", "http://127.0.0.1.example.com/alexa/callback");
    assertThatThrownBy(this::read).hasMessageContaining("must be https");
  }

  @Test
  void noAssistantAtAll_isAMistake() {
    settings.clear();
    assertThatThrownBy(this::read).hasMessageContaining("at least one assistant");
  }

  @Test
  void preset_isInertUntilTheInstallationSetsSomething() {
    assertThat(read()).extracting(assistant -> assistant.id().value()).containsExactly("alexa");

    settings.put("hushkey.assistants.google.client-id", "google-link");
    assertThatThrownBy(this::read)
        .hasMessageContaining("google.client-secrets: is missing")
        .hasMessageContaining("google.redirect-uris: is missing")
        .hasMessageNotContaining("google.display-name")
        .hasMessageNotContaining("smartthings");
  }

  @Test
  void google_isPresetWithOpaqueTokensItsWordingAndNoUpstream() {
    settings.put("hushkey.assistants.google.client-id", "google-link");
    settings.put(
        "hushkey.assistants.google.client-secrets",
        settings.get("hushkey.assistants.alexa.client-secrets"));
    settings.put(
        "hushkey.assistants.google.redirect-uris",
        "https://oauth-redirect.googleusercontent.com/r/project");

    Assistant google = read().getLast();

    assertThat(google.display().name()).isEqualTo("Google Home");
    assertThat(google.tokens().accessTokenFormat()).isEqualTo(TokenFormat.OPAQUE);
    assertThat(google.display().consentWording()).containsKeys("en", "de", "fr", "es");
    assertThat(google.upstreamIfAny()).isEmpty();
  }

  @Test
  void fourthAssistant_isConfigurationAlone() {
    fourth("client-id", "acme-link");
    fourth("client-secrets", settings.get("hushkey.assistants.alexa.client-secrets"));
    fourth("redirect-uris", "https://acme.example/callback");
    fourth("display-name", "Acme");
    fourth("client-authentication-methods", "client-secret-post");
    fourth("signing-algorithm", "RS256");
    fourth("refresh-policy", "successor-first-use");
    fourth("code-lifetime", "90S");

    Assistant acme = read().getFirst();

    assertThat(acme.id().value()).isEqualTo("acme");
    assertThat(acme.client().tokenEndpointAuthMethods())
        .containsExactly(ClientAuthenticationMethod.CLIENT_SECRET_POST);
    assertThat(acme.tokens().signingAlgorithm()).isEqualTo(SigningAlgorithm.RS256);
    assertThat(acme.tokens().refreshPolicy()).isEqualTo(RefreshPolicy.SUCCESSOR_FIRST_USE);
    assertThat(acme.tokens().codeLifetime()).hasSeconds(90);
    assertThat(acme.client().scopes()).containsExactly("devices");
  }

  private void fourth(String key, String value) {
    settings.put("hushkey.assistants.acme." + key, value);
  }

  @Test
  void everyKindOfMistake_isNamedInOneMessage_withoutAnyValue() {
    settings.remove("hushkey.assistants.alexa.client-id");
    set("redirct-uris", "hunter2");
    set("code-lifetime", "hunter2");
    set("pkce-required", "hunter2");
    set("token-format", "hunter2");
    set("client-authentication-methods", "client-secret-basic,hunter2");
    set("access-token-lifetime", "PT1M");
    set("redirect-uris", "hunter2");
    set("upstream.token-endpoint", "hunter2");
    set("upstream.event-endpoints.na", "https://hunter2:hunter2@gateway.example");
    set("upstream.client-secrets", "hunter2");
    fourth("client-id", "alexa-skill-link");

    assertThatThrownBy(this::read)
        .hasMessageContaining("alexa.client-id: is missing")
        .hasMessageContaining(
            "alexa.redirct-uris: is not a setting; did you mean"
                + " hushkey.assistants.alexa.redirect-uris?")
        .hasMessageContaining("alexa.code-lifetime: must be a duration such as PT5M")
        .hasMessageContaining("alexa.pkce-required: must be true or false")
        .hasMessageContaining("alexa.token-format: must be one of jwt, opaque")
        .hasMessageContaining(
            "alexa.client-authentication-methods: must be one of client-secret-basic,"
                + " client-secret-post")
        .hasMessageContaining("alexa.access-token-lifetime: must be at least PT6M")
        .hasMessageContaining("alexa.redirect-uris: must be an address")
        .hasMessageContaining("alexa.upstream.token-endpoint: must be an address")
        .hasMessageContaining("alexa.upstream.event-endpoints.na: must be an address")
        .hasMessageContaining("alexa.upstream.client-secrets: must be file:PATH or env:NAME")
        .hasMessageContaining("acme.display-name: is missing")
        .hasMessageContaining("acme.client-secrets: is missing")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void redirectUriPattern_isAMistake() {
    set("redirect-uris", "https://*.amazon.com/api/skill/link/M1");
    assertThatThrownBy(this::read)
        .hasMessageContaining("alexa.redirect-uris: patterns are not allowed");
  }

  @Test
  void environmentVariables_areSettingsToo() {
    set("code-lifetime", "PT1M");
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(settings, "test", 100))
            .withSources(
                new EnvConfigSource(
                    Map.of(
                        "HUSHKEY_ASSISTANTS_ALEXA_CODE_LIFETIME", "PT2M",
                        "HUSHKEY_ASSISTANTS_ALEXA_UPSTREAM_EVENT_ENDPOINTS_EU",
                            "https://api.eu.amazonalexa.com/v4/events"),
                    300))
            .build();

    Assistant alexa = read(config).getFirst();

    assertThat(alexa.tokens().codeLifetime()).hasMinutes(2);
    assertThat(alexa.upstream().events().byRegion().get("eu").getPath()).isEqualTo("/v4/events");
  }
}
