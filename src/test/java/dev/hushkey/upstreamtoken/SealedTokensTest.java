package dev.hushkey.upstreamtoken;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.upstream.TokenSet;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SealedTokensTest {

  @Test
  void hashes_areOfEachToken_butNotOfOneThatIsShortEnoughToBeGuessed() {
    String guessable = "a".repeat(21);
    String random = "b".repeat(22);

    SealedTokens.Hashes hashes =
        SealedTokens.Hashes.of(
            new TokenSet(
                new AccessToken(SecretText.of(guessable), Instant.EPOCH),
                new RefreshToken(SecretText.of(random))));

    assertThat(hashes.access()).isEmpty();
    assertThat(hashes.accessBytes()).isEmpty();
    assertThat(hashes.refresh()).contains(TokenHash.of(SecretText.of(random)));
    assertThat(hashes.refreshBytes()).hasSize(32);
  }
}
