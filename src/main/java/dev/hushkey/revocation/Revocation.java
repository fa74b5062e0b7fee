package dev.hushkey.revocation;

import dev.hushkey.identity.RevocationId;
import java.time.Instant;
import java.util.Optional;

/**
 * One revocation: in force since its cut-off, put away in the background since.
 *
 * @param cutOffAt everything of the scope that was authorized at or before this instant is dead
 * @param swept links (for a device: grants) whose rows are marked and whose tokens are erased
 * @param endedSessions people whose Keycloak sessions were ended, when that was asked for
 * @param finishedAt empty while rows are still being put away; the cut-off is in force all the same
 */
public record Revocation(
    RevocationId id,
    RevocationScope scope,
    String reason,
    String actor,
    Instant cutOffAt,
    long swept,
    boolean endSessions,
    long endedSessions,
    Optional<Instant> finishedAt) {}
