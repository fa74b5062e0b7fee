package dev.hushkey.link;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import java.util.Set;

/**
 * A link that was just made.
 *
 * @param devices the granted devices: ticked, and still the user's
 */
public record NewLink(LinkRef ref, Set<DeviceId> devices) {}
