package dev.hushkey.revocation;

import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.selection.RevocationScope;
import java.time.Instant;
import java.util.UUID;

/**
 * A revocation whose next step this replica may take now.
 *
 * @param lease only its holder may record progress
 * @param scopeKey as stored; a newer release may know scopes that this one does not
 * @param erased whether all its rows are cleaned up, so that only log-outs are left
 * @param failures of its latest steps, in a row
 */
record SweepTask(
    RevocationId id,
    UUID lease,
    String scopeKey,
    Instant cutOffAt,
    boolean endSessions,
    boolean erased,
    int failures) {

  /** Small enough not to hold row locks for long, large enough that round trips do not dominate. */
  private static final int CHUNK = 1000;

  /** Halved with each failure in a row, which may have been for want of time. */
  int chunk() {
    return Math.max(1, CHUNK >> Math.min(failures, Integer.SIZE - 1));
  }

  RevocationScope scope() {
    return RevocationScope.fromKey(scopeKey);
  }
}
