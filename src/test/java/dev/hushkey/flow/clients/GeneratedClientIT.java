package dev.hushkey.flow.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.testing.LinkedCamera;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A client that is generated from the API document can do what its callers need; unmodified. */
@OnStack
class GeneratedClientIT {

  @Test
  void generatedClient_doesWhatEachCallerNeeds() throws IOException {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();

    Map<String, String> got = GeneratedClient.build().run(settings(camera));

    assertThat(got)
        .containsEntry("handouts", "1")
        .containsEntry("handout.user", camera.owner())
        .containsEntry("handout.device", camera.device().value())
        .containsEntry("handout.assistant", "alexa")
        .containsEntry("handout.action", "view")
        .containsEntry("handout.link", camera.link().toString())
        .containsEntry("refused.status", "403")
        .containsEntry("refused.type", "urn:hushkey:problem:refused")
        .containsEntry("refused.reason", "not-the-owner")
        .containsEntry("check.allowed", "true")
        .containsEntry("check.user", camera.owner())
        .containsEntry("check.link", camera.link().toString())
        .containsEntry("register.device", camera.device() + "-2")
        .containsEntry("register.user", camera.owner())
        .containsEntry("register.changedHands", "true")
        .containsEntry("bulk.-2", "null")
        .containsEntry("bulk.-3", camera.owner())
        .containsEntry("revocation.dryRun", "true")
        .containsEntry("revocation.id", "null");
    assertThat(got.get("handout.accessToken")).isNotEmpty();
    assertThat(Instant.parse(got.get("handout.expiresAt"))).isAfter(Instant.now());
    assertThat(got.get("handout.eventEndpoint")).startsWith("https://");
    assertThat(Integer.parseInt(got.get("revocation.links"))).isPositive();
  }

  private static Map<String, String> settings(LinkedCamera camera) {
    LocalStack stack = TestStack.current();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("HUSHKEY_URL", new Linking(TestStack.current()).issuer());
    settings.put("HUSHKEY_USER", camera.owner());
    settings.put("HUSHKEY_DEVICE", camera.device().value());
    settings.put("ALEXA_TOKEN", camera.accessToken());
    settings.put("BACKEND_TOKEN", stack.keycloak().serviceToken("camera-backend"));
    settings.put("SKILL_TOKEN", stack.keycloak().serviceToken("alexa-skill"));
    settings.put("ADMIN_TOKEN", stack.keycloak().serviceToken("hushkey-admin"));
    return settings;
  }
}
