package dev.hushkey.link;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import java.util.Map;
import java.util.Set;

/**
 * A link that was just made.
 *
 * @param allowed the granted devices, ticked and still the user's, and what is allowed on each
 */
public record NewLink(LinkRef ref, Map<DeviceId, Set<Action>> allowed) {}
