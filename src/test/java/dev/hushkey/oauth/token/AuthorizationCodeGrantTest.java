package dev.hushkey.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.failure.Failure.GrantNotUsable.Why;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.Consent;
import dev.hushkey.oauth.authorize.PresentedCode;
import dev.hushkey.oauth.authorize.PresentedCode.CodeStatus;
import dev.hushkey.oauth.request.CodeChallenge;
import dev.hushkey.secret.AuthorizationCode;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuthorizationCodeGrantTest {

  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  @Test
  void refusal_rightCode_isNone() {
    assertThat(refusal(codeWithChallenge(), VERIFIER)).isEmpty();
    assertThat(refusal(code(CodeStatus.USABLE), null)).isEmpty();
  }

  @Test
  void refusal_verifierThatDoesNotFit_isWrongCodeVerifier() {
    assertThat(refusal(codeWithChallenge(), VERIFIER.replace('d', 'e')))
        .contains(Why.WRONG_CODE_VERIFIER);
  }

  @Test
  void refusal_verifierMissing_isWrongCodeVerifier() {
    assertThat(refusal(codeWithChallenge(), null)).contains(Why.WRONG_CODE_VERIFIER);
  }

  @Test
  void refusal_verifierForCodeWithoutChallenge_isWrongCodeVerifier() {
    assertThat(refusal(code(CodeStatus.USABLE), VERIFIER)).contains(Why.WRONG_CODE_VERIFIER);
  }

  @ParameterizedTest
  @EnumSource(CodeStatus.class)
  void refusal_codeOfAnotherAssistant_comesBeforeAllElse(CodeStatus status) {
    assertThat(refusal(code("strict", TestAssistants.REDIRECT_URI, status), null))
        .contains(Why.OTHER_CLIENT);
  }

  @Test
  void refusal_standing_tellsUsedExpiredAndCutOffApart() {
    assertThat(refusal(code(CodeStatus.USED), null)).contains(Why.USED_BEFORE);
    assertThat(refusal(code(CodeStatus.EXPIRED), null)).contains(Why.EXPIRED);
    assertThat(refusal(code(CodeStatus.OVERTAKEN), null)).contains(Why.OVERTAKEN);
  }

  @Test
  void refusal_otherRedirectUri_isNoticedEvenWhenItIsRegistered() {
    assertThat(refusal(code("alexa", "http://127.0.0.1:8705/callback", CodeStatus.USABLE), null))
        .contains(Why.OTHER_REDIRECT_URI);
  }

  private static Optional<Why> refusal(PresentedCode code, String verifier) {
    return AuthorizationCodeGrant.refusal(
        TestAssistants.alexa(),
        new TokenRequest.OfCode(
            new AuthorizationCode(SecretText.random()),
            TestAssistants.REDIRECT_URI,
            Optional.ofNullable(verifier),
            Optional.empty()),
        code);
  }

  private static PresentedCode codeWithChallenge() {
    PresentedCode code = code(CodeStatus.USABLE);
    return new PresentedCode(
        code.consent(),
        code.redirectUri(),
        Optional.of(new CodeChallenge(CHALLENGE)),
        code.status(),
        code.link());
  }

  private static PresentedCode code(CodeStatus status) {
    return code("alexa", TestAssistants.REDIRECT_URI, status);
  }

  private static PresentedCode code(String assistant, String redirectUri, CodeStatus status) {
    return new PresentedCode(
        new Consent(
            new UserId("alice"),
            new AssistantId(assistant),
            "devices",
            false,
            Instant.EPOCH,
            TokenHash.of(SecretText.random())),
        redirectUri,
        Optional.empty(),
        status,
        Optional.empty());
  }
}
