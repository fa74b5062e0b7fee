package dev.hushkey.ownership;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;

/**
 * A device and its current owner.
 *
 * @param epoch grows with each change of owner; a grant is bound to the epoch it was made in
 * @param name what the user calls it, such as "Front door"
 * @param room where it is installed; may be empty
 */
public record OwnedDevice(DeviceId device, UserId user, long epoch, String name, String room) {}
