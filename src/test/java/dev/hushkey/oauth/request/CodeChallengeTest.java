package dev.hushkey.oauth.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeChallengeTest {

  /** RFC 7636 appendix B. */
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  private static final CodeChallenge CHALLENGE =
      new CodeChallenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");

  @Test
  void matches_verifierOfTheRfc_isTrue() {
    assertThat(CHALLENGE.matches(VERIFIER)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "too-short",
        "",
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk="
      })
  void matches_otherText_isFalse(String verifier) {
    assertThat(CHALLENGE.matches(verifier)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "short", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", "E9Melhoa2Owv FrEMT"})
  void challenge_thatS256NeverMakes_isRefused(String challenge) {
    assertThatIllegalArgumentException().isThrownBy(() -> new CodeChallenge(challenge));
  }
}
