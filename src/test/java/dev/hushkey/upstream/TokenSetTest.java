package dev.hushkey.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSetTest {

  private static final Instant END = Instant.parse("2026-03-01T13:00:00Z");
  private static final AccessToken ACCESS = new AccessToken(SecretText.of("Atza|\"quoted\\"), END);
  private static final RefreshToken REFRESH = new RefreshToken(SecretText.of("Atzr|old"));

  @Test
  void set_writtenAndRead_isTheSame() {
    TokenSet set = new TokenSet(ACCESS, REFRESH);
    assertThat(TokenSet.read(set.toSecretText(), END)).isEqualTo(set);
  }

  @Test
  void set_printed_showsNoToken() {
    assertThat(new TokenSet(ACCESS, REFRESH).toString()).doesNotContain("Atza", "Atzr");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Atza|x", "{}", "[]", "{\"access\":\"Atza|x\"}", "{\"refresh\":\"x\"}"})
  void text_thatIsNoSet_isRefusedWithoutRepeatingIt(String text) {
    SecretText secret = SecretText.of(text);
    assertThatThrownBy(() -> TokenSet.read(secret, END))
        .isInstanceOf(IllegalStateException.class)
        .hasNoCause()
        .hasMessage("the opened text is not a token set");
  }

  @Test
  void refreshAnswer_withoutRefreshToken_keepsTheOld() {
    UpstreamTokens answer = new UpstreamTokens(ACCESS, Duration.ofHours(1), Optional.empty());
    assertThat(answer.completeWith(REFRESH)).isEqualTo(new TokenSet(ACCESS, REFRESH));
    assertThat(answer.complete()).isEmpty();
  }

  @Test
  void refreshAnswer_withRefreshToken_replacesTheOld() {
    RefreshToken rotated = new RefreshToken(SecretText.of("Atzr|new"));
    UpstreamTokens answer = new UpstreamTokens(ACCESS, Duration.ofHours(1), Optional.of(rotated));
    assertThat(answer.completeWith(REFRESH).refresh()).isEqualTo(rotated);
  }
}
