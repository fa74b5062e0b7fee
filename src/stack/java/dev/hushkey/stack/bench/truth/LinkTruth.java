package dev.hushkey.stack.bench.truth;

import dev.hushkey.identity.Action;
import java.util.Set;
import java.util.UUID;

/**
 * How one link stands at one moment.
 *
 * @param upstream whether we keep a token of the assistant for it
 * @param renewed how often its token was replaced by a newer one
 * @param granted what it may do with the camera of its user; empty when the grant has ended
 */
public record LinkTruth(
    UUID id, String assistant, boolean upstream, boolean living, int renewed, Set<Action> granted) {

  public LinkTruth {
    granted = Set.copyOf(granted);
  }

  public LinkTruth ended() {
    return new LinkTruth(id, assistant, upstream, false, renewed, granted);
  }

  public LinkTruth narrowed(Set<Action> kept) {
    return new LinkTruth(id, assistant, upstream, living, renewed, kept);
  }

  public LinkTruth renewedOnce() {
    return new LinkTruth(id, assistant, upstream, living, renewed + 1, granted);
  }
}
