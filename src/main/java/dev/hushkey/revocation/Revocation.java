package dev.hushkey.revocation;

import dev.hushkey.identity.RevocationId;
import java.time.Instant;
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
   * @param endedSessions users whose Keycloak sessions were ended, if requested
   * @param finishedAt empty while rows are still being cleaned up; the cut-off is in force anyway
   */
  public record Progress(long swept, long endedSessions, Optional<Instant> finishedAt) {

    static final Progress NONE = new Progress(0, 0, Optional.empty());
  }

  public RevocationId id() {
    return order.id();
  }
}
