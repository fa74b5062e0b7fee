package dev.hushkey.ownership;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import java.util.Optional;

/**
 * The result of one change.
 *
 * @param before the previous owner
 * @param owner the owner from now on
 * @param epoch the epoch from now on; 0 for a device that never existed
 * @param changedHands whether this was a change of owner, which ended the old owner's grants
 */
public record OwnershipOutcome(
    DeviceId device,
    Optional<UserId> before,
    Optional<UserId> owner,
    long epoch,
    boolean changedHands) {}
