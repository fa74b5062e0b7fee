package dev.hushkey.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.failure.Failure.GrantNotUsable.Why;
import dev.hushkey.oauth.authorize.AuthorizationCodeRow;
import dev.hushkey.oauth.authorize.AuthorizationCodes.Standing;
import dev.hushkey.secret.AuthorizationCode;
import dev.hushkey.secret.SecretText;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthorizationCodeGrantTest {

  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  @Test
  void refusal_rightCode_isNone() {
    assertThat(refusal(code(CHALLENGE), Standing.USABLE, VERIFIER)).isEmpty();
    assertThat(refusal(code(null), Standing.USABLE, null)).isEmpty();
  }

  @Test
  void refusal_verifierThatDoesNotFit_isWrongCodeVerifier() {
    assertThat(refusal(code(CHALLENGE), Standing.USABLE, VERIFIER.replace('d', 'e')))
        .contains(Why.WRONG_CODE_VERIFIER);
  }

  @Test
  void refusal_verifierMissing_isWrongCodeVerifier() {
    assertThat(refusal(code(CHALLENGE), Standing.USABLE, null)).contains(Why.WRONG_CODE_VERIFIER);
  }

  @Test
  void refusal_verifierForCodeWithoutChallenge_isWrongCodeVerifier() {
    assertThat(refusal(code(null), Standing.USABLE, VERIFIER)).contains(Why.WRONG_CODE_VERIFIER);
  }

  @Test
  void refusal_codeOfAnotherAssistant_comesBeforeAllElse() {
    AuthorizationCodeRow used = code(null);
    used.assistant = "strict";
    used.usedAt = Instant.EPOCH;
    assertThat(refusal(used, Standing.EXPIRED, null)).contains(Why.OTHER_CLIENT);
  }

  @Test
  void refusal_usedCode_isNoticedAlsoWhenExpired() {
    AuthorizationCodeRow used = code(null);
    used.usedAt = Instant.EPOCH;
    assertThat(refusal(used, Standing.EXPIRED, null)).contains(Why.USED_BEFORE);
  }

  @Test
  void refusal_standing_tellsExpiredFromCutOff() {
    assertThat(refusal(code(null), Standing.EXPIRED, null)).contains(Why.EXPIRED);
    assertThat(refusal(code(null), Standing.CUT_OFF, null)).contains(Why.REVOKED);
  }

  @Test
  void refusal_otherRedirectUri_isNoticedEvenWhenItIsRegistered() {
    AuthorizationCodeRow code = code(null);
    code.redirectUri = "http://127.0.0.1:8705/callback";
    assertThat(refusal(code, Standing.USABLE, null)).contains(Why.OTHER_REDIRECT_URI);
  }

  private static Optional<Why> refusal(
      AuthorizationCodeRow code, Standing standing, String verifier) {
    return AuthorizationCodeGrant.refusal(
        TestAssistants.alexa(),
        new TokenRequest.OfCode(
            new AuthorizationCode(SecretText.random()),
            TestAssistants.REDIRECT_URI,
            Optional.ofNullable(verifier),
            Optional.empty()),
        code,
        standing);
  }

  private static AuthorizationCodeRow code(String challenge) {
    AuthorizationCodeRow row = new AuthorizationCodeRow();
    row.assistant = "alexa";
    row.redirectUri = TestAssistants.REDIRECT_URI;
    row.codeChallenge = challenge;
    return row;
  }
}
