package dev.hushkey.revocation;

import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.selection.RevocationScope;
import java.time.Instant;
import java.util.UUID;

/**
 * A revocation whose next step this replica may take now.
 *
 * @param lease only its holder may record progress
 * @param erased whether all its rows are cleaned up, so that only log-outs are left
 * @param position how far this pass through many links has come
 */
record SweepTask(
    RevocationId id, UUID lease, Cut cut, boolean erased, Position position, SoFar soFar) {

  /**
   * What came of its steps so far.
   *
   * @param failures of the latest, in a row
   * @param most links that a step may take
   */
  record SoFar(long swept, int failures, int most) {

    boolean isNothing() {
      return swept == 0 && failures == 0;
    }
  }

  /**
   * What it ends.
   *
   * @param scopeKey as stored; a newer release may know scopes that this one does not
   * @param at everything of the scope that was authorized at or before this instant
   * @param whole whether that is all there was when it was made
   */
  record Cut(String scopeKey, Instant at, boolean whole, boolean endSessions) {}

  /**
   * A place among many links.
   *
   * @param after what was looked at last, a link or the scope of a member; empty at the beginning
   * @param leftBehind whether this pass had to leave some behind
   */
  record Position(String after, boolean leftBehind) {

    static final Position START = new Position("", false);
  }

  /** Small enough not to hold row locks for long, large enough that round trips do not dominate. */
  static final int CHUNK = 1000;

  /** Halved with each failure in a row, which may have been for want of time. */
  int chunk() {
    return Math.max(1, soFar.most() >> Math.min(soFar.failures(), Integer.SIZE - 1));
  }

  RevocationScope scope() {
    return RevocationScope.fromKey(cut.scopeKey());
  }

  /**
   * Whether it may have many links to look through, of which it has dealt with the first: each step
   * would walk past all of those.
   */
  boolean isPaged() {
    return switch (scope()) {
      case RevocationScope.OfList list ->
          list.members() == RevocationScope.ListOf.LINKS
              || list.members() == RevocationScope.ListOf.LEAKED_TOKENS;
      case RevocationScope.Everything _, RevocationScope.OfAssistant _ -> true;
      case RevocationScope.OfUser _,
          RevocationScope.OfLink _,
          RevocationScope.OfDevice _,
          RevocationScope.Unknown _ ->
          false;
    };
  }
}
