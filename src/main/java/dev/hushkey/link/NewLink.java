package dev.hushkey.link;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import java.util.Set;

/**
 * A link that was just made.
 *
 * @param devices those granted: ticked, and the user's at this moment
 */
public record NewLink(LinkRef ref, Set<DeviceId> devices) {}
