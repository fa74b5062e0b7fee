package dev.hushkey.ownership;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;

/**
 * A device and whom it belongs to now.
 *
 * @param epoch grows at each change of owner; a grant is bound to the epoch it was made under
 * @param name what the user calls it, such as "Front door"
 * @param room where it hangs; may be empty
 */
public record OwnedDevice(DeviceId device, UserId user, long epoch, String name, String room) {}
