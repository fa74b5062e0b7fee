package dev.hushkey.admin;

import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.DisplayName;

/**
 * Why an admin does something irreversible. It is recorded in the audit trail, where people read
 * it.
 */
public final class Reason {

  private static final int MAX_LENGTH = 500;

  private Reason() {}

  /**
   * Refuses one that could not be kept, where none is needed.
   *
   * @throws FailureException malformed
   */
  public static void checkOptional(String reason) {
    if (reason != null) {
      require(reason);
    }
  }

  /**
   * The reason, if it is present and readable.
   *
   * @throws FailureException malformed
   */
  public static String require(String reason) {
    if (reason == null
        || !DisplayName.isVisible(reason)
        || reason.codePointCount(0, reason.length()) > MAX_LENGTH
        || reason.codePoints().anyMatch(Character::isISOControl)) {
      throw FailureException.malformed(
          "reason", "must be 1 to " + MAX_LENGTH + " characters; it is kept in the audit trail");
    }
    return reason;
  }
}
