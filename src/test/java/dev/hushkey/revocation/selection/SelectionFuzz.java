package dev.hushkey.revocation.selection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.fuzz.Refusals;

/** Scopes as the cut-off table spells them. */
public final class SelectionFuzz {

  /** The key of a scope: what it reads, it writes the same way. */
  public static void scopeKey(String input) {
    Refusals.readOwn(() -> RevocationScope.fromKey(input))
        .ifPresent(scope -> assertThat(RevocationScope.fromKey(scope.key())).isEqualTo(scope));
  }

  private SelectionFuzz() {}
}
