package dev.hushkey.seal;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** What Vault says of its keys. */
interface KeyStates {

  /**
   * The oldest version that opens, read now; empty where this replica may not ask, since the log-in
   * that serves cannot read keys. Fails as {@link Sealer} does when Vault does not say.
   */
  Uni<Optional<Integer>> oldestThatOpens(String key);
}
