package dev.hushkey.account.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What pages take from addresses, headers and forms. */
public final class PageFuzz {

  private static final Person ALICE = new Person(new UserId("alice"), "alice", "log-in-1");
  private static final CsrfTokens TOKENS = FuzzKeys.tokens();

  /** A token of a form, or a proof in an address; nobody can make up one. */
  public static void csrfToken(String input) {
    assertThat(TOKENS.matches(input, ALICE, "/account/assistants")).isFalse();
    assertThat(TOKENS.isSigned(input, "done", ALICE, Instant.EPOCH)).isFalse();
    assertThat(TOKENS.isSigned(input, "done", Instant.EPOCH)).isFalse();
  }

  /** {@code Accept-Language}, and {@code ui_locales}. */
  public static void acceptLanguage(String input) {
    assertThat(Language.choose(List.of(), Optional.of(input))).isNotNull();
    assertThat(Language.choose(List.of(input), Optional.empty())).isNotNull();
  }

  private PageFuzz() {}
}
