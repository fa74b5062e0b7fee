package dev.hushkey.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.secret.SecretText;
import io.smallrye.config.PropertiesConfigSource;
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
    AssistantConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(AssistantConfig.class)
            .withSources(new PropertiesConfigSource(settings, "test", 100))
            .build()
            .getConfigMapping(AssistantConfig.class);
    return new AssistantReader().read(config);
  }

  @Test
  void correctBlock_isRead() {
    Assistant alexa = read().getFirst();
    assertThat(alexa.id().value()).isEqualTo("alexa");
    assertThat(alexa.redirectUris()).hasSize(2);
    assertThat(alexa.upstream().redirectUri()).isEmpty();
    assertThat(alexa.accessTokenLifetime()).hasHours(1);
  }

  @Test
  void rotation_acceptsTheOldAndTheNewSecretAndNoOther() {
    Assistant alexa = read().getFirst();
    assertThat(alexa.authenticates(SecretText.of("s3cret"))).isTrue();
    assertThat(alexa.authenticates(SecretText.of("n3wer"))).isTrue();
    assertThat(alexa.authenticates(SecretText.of("s3cret "))).isFalse();
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
    assertThat(read().getFirst().refreshTokenLifetime()).hasValue(Duration.ofDays(180));
    set("refresh-token-lifetime", "PT1H");
    assertThatThrownBy(this::read).hasMessageContaining("alexa.refresh-token-lifetime");
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
}
