package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.Linking.Answer;
import dev.hushkey.stack.fixture.Linking.Tokens;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every configured assistant links; one that nobody knows, by configuration alone. */
@OnStack
class AssistantsIT {

  @ParameterizedTest
  @EnumSource(StackAssistant.class)
  void assistant_links_refreshes_checksAndGivesBack(StackAssistant assistant) {
    Linking linking = new Linking(TestStack.current()).as(assistant);
    DeviceId door = Database.camera(People.ALICE, "Front door", "Porch");
    Tokens linked = linking.link("alice", Map.of(door, Set.of(Action.VIEW)));
    Tokens tokens = linking.refresh(linked.refreshToken()).tokens();

    for (String token : Set.of(linked.accessToken(), tokens.accessToken())) {
      assertThat(Api.check(token, door, Action.VIEW).<Boolean>path("allowed")).isTrue();
      assertThat(Api.check(token, door, Action.CONTROL).<String>path("reason"))
          .isEqualTo("action-not-granted");
    }
    assertThat(linking.revoke(linked.accessToken()).status()).isEqualTo(200);
    assertThat(Api.check(linked.accessToken(), door, Action.VIEW).<String>path("reason"))
        .isEqualTo("token-not-live");
    assertThat(Api.check(tokens.accessToken(), door, Action.VIEW).<Boolean>path("allowed"))
        .isTrue();
  }

  @Test
  void assistantWithoutUpstream_handsNothingOut_andSaysWhy() {
    DeviceId door = Database.camera(People.ALICE, "Front door", "Porch");
    new Linking(TestStack.current())
        .as(StackAssistant.GOOGLE)
        .link("alice", Map.of(door, Set.of(Action.VIEW)));

    Api.backend()
        .body(
            Map.of(
                "user",
                People.ALICE,
                "device",
                door.value(),
                "assistant",
                "google",
                "action",
                "view"))
        .post("/v1/handouts")
        .then()
        .statusCode(403)
        .body("reason", org.hamcrest.Matchers.equalTo("no-upstream"));
  }

  @Test
  void clientAuthenticationMethod_thatIsNotAllowed_isInvalidClient() {
    Linking acme = new Linking(TestStack.current()).as(StackAssistant.ACME);
    String pair = "acme-link:" + TestStack.current().clientSecret(StackAssistant.ACME);
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));

    Answer answer =
        acme.post(
            "/oauth2/token",
            Map.of("grant_type", "refresh_token", "refresh_token", "x"),
            Map.of("Authorization", "Basic " + basic));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.error()).isEqualTo("invalid_client");
    assertThat(answer.headers()).containsKey("www-authenticate");
    assertThat(
            acme.post("/oauth2/token", Map.of("grant_type", "refresh_token", "refresh_token", "x"))
                .error())
        .isEqualTo("invalid_grant");
  }

  @Test
  void assistantsToken_isNothingToAnother() {
    DeviceId door = Database.camera(People.ALICE, "Front door", "Porch");
    Linking google = new Linking(TestStack.current()).as(StackAssistant.GOOGLE);
    Tokens tokens = google.link("alice", Map.of(door, Set.of(Action.VIEW)));
    Linking alexa = new Linking(TestStack.current());

    assertThat(alexa.refresh(tokens.refreshToken()).error()).isEqualTo("invalid_grant");
    assertThat(alexa.revoke(tokens.accessToken()).status()).isEqualTo(200);
    assertThat(Api.check(tokens.accessToken(), door, Action.VIEW).<Boolean>path("allowed"))
        .isTrue();
  }
}
