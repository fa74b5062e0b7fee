package dev.hushkey.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.TestSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppToAppReaderTest {

  @TempDir Path directory;
  private final Map<String, String> settings = new HashMap<>();
  private Path secret;

  @BeforeEach
  void anAssistantWithoutTheBlock() throws IOException {
    secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
    set("display-name", "Amazon Alexa");
    set("client-id", "alexa-skill-link");
    set("client-secrets", "file:" + secret);
    set("redirect-uris", "https://pitangui.amazon.com/api/skill/link/M1");
    set("upstream.token-endpoint", "https://api.amazon.com/auth/o2/token");
    set("upstream.client-id", "lwa");
    set("upstream.client-secrets", "file:" + secret);
    set("upstream.event-endpoints.na", "https://api.amazonalexa.com/v3/events");
    set("upstream.default-region", "na");
  }

  private void aCorrectBlock() {
    set("app-to-app.skill-id", "amzn1.ask.skill.1234");
    set("app-to-app.client-id", "amzn1.application-oa2-client.1");
    set("app-to-app.client-secrets", "file:" + secret);
    set("app-to-app.redirect-uris", "https://app.example/alexa,https://app.example/alexa-beta");
    set("app-to-app.app-clients", "camera-app");
  }

  private void set(String key, String value) {
    settings.put("hushkey.assistants.alexa." + key, value);
  }

  private Optional<AppToApp> read() {
    AssistantSettings read =
        TestSettings.read(AssistantSettings.class, TestSettings.config(settings));
    return new AssistantReader(new Mistakes(true)).read(read.assistants()).getFirst().appToApp();
  }

  @Test
  void noBlock_isNoLinkingFromTheApp() {
    assertThat(read()).isEmpty();
  }

  @Test
  void correctBlock_isReadWithAmazonsDefaults() {
    aCorrectBlock();
    AppToApp app = read().orElseThrow();
    assertThat(app.skill().stage()).isEqualTo(SkillStage.LIVE);
    assertThat(app.client().tokenEndpoint()).hasToString("https://api.amazon.com/auth/o2/token");
    assertThat(app.app().redirectUris().getFirst()).isEqualTo("https://app.example/alexa");
    assertThat(app.amazon().alexaApp())
        .hasToString("https://alexa.amazon.com/spa/skill-account-linking-consent");
    assertThat(app.amazon().loginWithAmazon()).hasToString("https://www.amazon.com/ap/oa");
    assertThat(app.attemptLifetime()).hasMinutes(10);
    assertThat(app.amazon().enablementEndpoints())
        .containsExactly(
            Map.entry("na", URI.create("https://api.amazonalexa.com")),
            Map.entry("eu", URI.create("https://api.eu.amazonalexa.com")),
            Map.entry("fe", URI.create("https://api.fe.amazonalexa.com")));
  }

  @Test
  void severalMistakes_areNamedTogether_withThoseOfTheAssistant() {
    aCorrectBlock();
    set("code-lifetime", "PT1H");
    set("app-to-app.skill-id", "../other");
    set("app-to-app.client-secrets", "file:/nowhere/lwa");
    set("app-to-app.redirect-uris", "http://app.example/alexa");
    set("app-to-app.login-with-amazon", "http://www.amazon.com/ap/oa");
    set("app-to-app.enablement-endpoints.na", "https://api.amazonalexa.com/v1");
    set("app-to-app.attempt-lifetime", "PT2H");
    assertThatThrownBy(this::read)
        .hasMessageContaining("alexa.code-lifetime")
        .hasMessageContaining("alexa.app-to-app.skill-id")
        .hasMessageContaining("alexa.app-to-app.client-secrets: file:/nowhere/lwa cannot be read")
        .hasMessageContaining("alexa.app-to-app.redirect-uris: http://app.example")
        .hasMessageContaining("alexa.app-to-app.login-with-amazon")
        .hasMessageContaining("alexa.app-to-app.enablement-endpoints.na")
        .hasMessageContaining("alexa.app-to-app.attempt-lifetime");
  }

  @Test
  void blockWithoutApps_isNamed() {
    aCorrectBlock();
    settings.remove("hushkey.assistants.alexa.app-to-app.app-clients");
    assertThatThrownBy(this::read).hasMessageContaining("app-to-app.app-clients");
  }
}
