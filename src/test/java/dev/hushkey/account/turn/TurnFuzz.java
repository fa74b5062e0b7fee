package dev.hushkey.account.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.account.page.AccountPaths;

/** What a browser that waits for its turn brings back. */
public final class TurnFuzz {

  /** The page that it goes on to: one of our own, or none. */
  public static void waitingAddress(String input) {
    WaitingAddress.read(input)
        .ifPresent(
            to ->
                assertThat(to)
                    .isEqualTo(input)
                    .matches(
                        page ->
                            page.startsWith(AccountPaths.CONSENT)
                                || page.startsWith(AccountPaths.ASSISTANTS)));
  }

  private TurnFuzz() {}
}
