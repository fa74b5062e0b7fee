package dev.hushkey.revocation;

import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.selection.RevocationScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One revocation: in force since its cut-off, and cleaned up in the background.
 *
 * @param cutOffAt everything of the scope that was authorized at or before this instant is dead
 */
public record Revocation(Order order, Instant cutOffAt, Progress progress) {

  /**
   * The request.
   *
   * @param actor who requested it, as recorded
   * @param endSessions also end the Keycloak sessions of the affected users
   */
  public record Order(
      RevocationId id, RevocationScope scope, String reason, String actor, boolean endSessions) {}

  /**
   * The progress of the sweep.
   *
   * @param swept links (for a device: grants) whose rows are marked and whose tokens are erased
   * @param erasedAt empty while rows are still being cleaned up; the cut-off is in force anyway
   * @param logOuts if requested
   * @param finishedAt when there was nothing left to do
   * @param heldUpBy why the latest step failed, if it did; it is tried again
   */
  public record Progress(
      long swept,
      Optional<Instant> erasedAt,
      LogOuts logOuts,
      Optional<Instant> finishedAt,
      Optional<String> heldUpBy) {

    static final Progress NONE =
        new Progress(0, Optional.empty(), LogOuts.NONE, Optional.empty(), Optional.empty());
  }

  /**
   * The ends of people's sessions at Keycloak.
   *
   * @param ended users whose sessions were ended
   * @param left users who are still to be logged out
   * @param refused users whom Keycloak would not log out, the first hundred
   */
  public record LogOuts(long ended, long left, List<NotLoggedOut> refused) {

    static final LogOuts NONE = new LogOuts(0, 0, List.of());
  }

  /** A user whom Keycloak would not log out, and what it said. */
  public record NotLoggedOut(UserId user, String why) {}

  public RevocationId id() {
    return order.id();
  }
}
