package dev.hushkey.account.turn;

import dev.hushkey.secret.SecretText;
import java.time.Duration;

/** What the waiting page learns about a browser's turn. */
sealed interface Turn {

  /** It has come: the log-in may begin with this ticket. */
  record Come(SecretText ticket) implements Turn {}

  /**
   * It is still to come.
   *
   * @param left about how long that takes
   */
  record Waiting(SecretText ticket, Duration left) implements Turn {}

  /** There are too many; nothing was kept for this browser. */
  record Full() implements Turn {}

  /** It did not come within the longest wait, since the rate was lowered meanwhile. */
  record Overdue() implements Turn {}
}
