package dev.hushkey.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.Failure.GrantNotUsable.Why;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.oauth.issued.RefreshTokens.Presented;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefreshTokenGrantTest {

  @Test
  void narrow_nothingAsked_keepsWhatWasGranted() {
    assertThat(RefreshTokenGrant.narrow("devices events", Optional.empty()))
        .isEqualTo("devices events");
  }

  @Test
  void narrow_lessAsked_givesLess() {
    assertThat(RefreshTokenGrant.narrow("devices events", Optional.of("events")))
        .isEqualTo("events");
  }

  @Test
  void narrow_moreAsked_isRefused() {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> RefreshTokenGrant.narrow("devices", Optional.of("devices events")))
        .satisfies(thrown -> assertThat(thrown.failure()).isEqualTo(new Failure.ScopeNotAllowed()));
  }

  @Test
  void normalize_wordsInAnyOrderAndNumber_areEachToldOnce() {
    assertThat(RefreshTokenGrant.normalize(" events  devices events ")).isEqualTo("devices events");
  }

  @ParameterizedTest(name = "{0}: ended {1}, expired {2}, superseded {3}, renewed {4} -> {5}")
  @CsvSource({
    "alexa,  false, false, false, true,  ",
    "alexa,  false, false, false, false, SUCCESSOR_USED",
    "alexa,  false, false, true,  false, SUCCESSOR_USED",
    "alexa,  false, true,  false, false, EXPIRED",
    "alexa,  false, true,  true,  false, EXPIRED",
    "alexa,  true,  false, false, false, REVOKED",
    "alexa,  true,  true,  true,  false, REVOKED",
    "strict, false, false, false, false, OTHER_CLIENT",
    "strict, true,  true,  true,  false, OTHER_CLIENT",
  })
  void refusal_everyTokenState_hasOneReason(
      String assistant,
      boolean ended,
      boolean expired,
      boolean superseded,
      boolean renewed,
      Why expected) {
    assertThat(
            RefreshTokenGrant.refusal(
                TestAssistants.alexa(),
                presented(assistant, ended, expired, superseded, renewed),
                Optional.empty()))
        .isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void refusal_moreScopeThanGranted_isNoReasonToEndAnything() {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(
            () ->
                RefreshTokenGrant.refusal(
                    TestAssistants.alexa(),
                    presented("alexa", false, false, false, false),
                    Optional.of("admin devices")))
        .satisfies(thrown -> assertThat(thrown.failure()).isEqualTo(new Failure.ScopeNotAllowed()));
  }

  private static Presented presented(
      String assistant, boolean ended, boolean expired, boolean superseded, boolean renewed) {
    LinkRef link = new LinkRef(new AssistantId(assistant), LinkIds.create(), new UserId("alice"));
    return new Presented(
        link,
        "devices",
        ended,
        expired,
        superseded,
        false,
        renewed ? Optional.of(Instant.EPOCH) : Optional.empty());
  }
}
