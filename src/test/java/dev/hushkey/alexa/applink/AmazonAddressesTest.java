package dev.hushkey.alexa.applink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.AppToApp;
import dev.hushkey.assistant.SkillStage;
import dev.hushkey.assistant.UpstreamCredentials;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.request.CodeChallenge;
import dev.hushkey.oauth.request.ProofKey;
import dev.hushkey.secret.SecretText;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The two addresses to the letter, as Amazon documents them. */
class AmazonAddressesTest {

  private static final AppToApp APP =
      new AppToApp(
          new AppToApp.Skill("amzn1.ask.skill.1", SkillStage.LIVE),
          new UpstreamCredentials(
              URI.create("https://api.amazon.com/auth/o2/token"),
              "amzn1.application-oa2-client.1",
              SecretText.of("secret")),
          new AppToApp.CameraApp(List.of("https://app.example/alexa"), Set.of("camera-app")),
          new AppToApp.Amazon(
              URI.create("https://alexa.amazon.com/spa/skill-account-linking-consent"),
              URI.create("https://www.amazon.com/ap/oa"),
              Map.of("na", URI.create("https://api.amazonalexa.com"))),
          Duration.ofMinutes(10),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10));

  private final Attempt attempt =
      new Attempt(
          new UserId("alice"),
          new AssistantId("alexa"),
          SecretText.of("the-state"),
          "https://app.example/alexa",
          ProofKey.random());

  @Test
  void addresses_areTheDocumentedOnes() {
    String request =
        "client_id=amzn1.application-oa2-client.1&scope=alexa%3A%3Askills%3Aaccount_linking"
            + "&response_type=code&redirect_uri=https%3A%2F%2Fapp.example%2Falexa&state=the-state"
            + "&code_challenge="
            + CodeChallenge.of(attempt.codeVerifier()).value()
            + "&code_challenge_method=S256";
    AmazonAddresses addresses = AmazonAddresses.of(APP, attempt);
    assertThat(addresses.alexaApp())
        .hasToString(
            "https://alexa.amazon.com/spa/skill-account-linking-consent"
                + "?fragment=skill-account-linking-consent&skill_stage=live&"
                + request);
    assertThat(addresses.loginWithAmazon()).hasToString("https://www.amazon.com/ap/oa?" + request);
  }
}
