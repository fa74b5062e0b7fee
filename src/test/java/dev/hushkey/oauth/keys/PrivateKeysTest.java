package dev.hushkey.oauth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.SigningAlgorithm;
import org.junit.jupiter.api.Test;

class PrivateKeysTest {

  @Test
  void newKeysId_beginsWithNoHyphen_soThatNoCommandTakesItForAnOption() {
    // Without care, one id in 64 does: among 1,000, all but one run in seven million would show it.
    for (int i = 0; i < 1_000; i++) {
      assertThat(PublicJwk.of(PrivateKeys.generate(SigningAlgorithm.ES256).getPublic()).kid())
          .doesNotStartWith("-");
    }
  }
}
