package dev.hushkey.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.fuzz.Refusals;

/** Names of tokens. */
public final class SecretFuzz {

  /** What was read writes as it came, and a refusal never repeats the text: it may be a token. */
  public static void tokenName(String input) {
    Refusals.readOwn(() -> TokenName.from(input))
        .ifPresent(
            name -> {
              assertThat(name.written()).isEqualToIgnoringCase(input);
              assertThat(TokenName.from(name.written())).isEqualTo(name);
              assertThat(TokenName.looksLike(input)).isTrue();
            });
  }

  private SecretFuzz() {}
}
