package dev.hushkey.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.Failure.GrantNotUsable.Why;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefreshGrantTest {

  @Test
  void narrow_nothingAsked_keepsWhatWasGranted() {
    assertThat(RefreshGrant.narrow("devices events", Optional.empty())).isEqualTo("devices events");
  }

  @Test
  void narrow_lessAsked_givesLess() {
    assertThat(RefreshGrant.narrow("devices events", Optional.of("events"))).isEqualTo("events");
  }

  @Test
  void narrow_moreAsked_isRefused() {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> RefreshGrant.narrow("devices", Optional.of("devices events")))
        .satisfies(thrown -> assertThat(thrown.failure()).isEqualTo(new Failure.ScopeNotAllowed()));
  }

  @Test
  void refusal_tokenOfAnotherAssistant_isOtherClientWhetherItLivesOrNot() {
    assertThat(refusal("strict", true)).contains(Why.OTHER_CLIENT);
    assertThat(refusal("strict", false)).contains(Why.OTHER_CLIENT);
  }

  @Test
  void refusal_ownToken_dependsOnItsLife() {
    assertThat(refusal("alexa", true)).isEmpty();
    assertThat(refusal("alexa", false)).contains(Why.REVOKED);
    assertThat(RefreshGrant.refusal(TestAssistants.alexa(), Optional.empty()))
        .contains(Why.UNKNOWN);
  }

  private static Optional<Why> refusal(String assistant, boolean live) {
    LinkRef link = new LinkRef(new AssistantId(assistant), LinkId.random(), new UserId("alice"));
    return RefreshGrant.refusal(
        TestAssistants.alexa(),
        Optional.of(new IssuedTokens.KnownRefreshToken(link, "devices", live)));
  }
}
