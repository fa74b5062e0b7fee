package dev.hushkey.ownership;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import java.util.Optional;

/**
 * What became of one wanted change.
 *
 * @param before the owner until now
 * @param owner the owner from now on
 * @param epoch the epoch from now on; 0 for a device that never was
 * @param changedHands whether this was a change of owner, which ended the old owner's grants
 */
public record OwnershipOutcome(
    DeviceId device,
    Optional<UserId> before,
    Optional<UserId> owner,
    long epoch,
    boolean changedHands) {}
