package dev.hushkey.alexa.applink;

import dev.hushkey.failure.Failure.AttemptNotUsable.Why;
import dev.hushkey.identity.UserId;
import java.util.Optional;

/** What is known about an attempt that could not be claimed. */
record AttemptFacts(UserId starter, boolean expired, boolean overtaken) {

  /**
   * Why not. Belonging to another user comes first: that is an alarm, whatever else is wrong. An
   * attempt that is neither overtaken by a cut-off nor expired nor used now was in use a moment
   * ago.
   */
  static Why why(Optional<AttemptFacts> found, UserId caller) {
    if (found.isEmpty()) {
      return Why.UNKNOWN;
    }
    if (!found.get().starter().equals(caller)) {
      return Why.OTHER_PERSON;
    }
    if (found.get().overtaken()) {
      return Why.OVERTAKEN;
    }
    return found.get().expired() ? Why.EXPIRED : Why.USED_BEFORE;
  }
}
