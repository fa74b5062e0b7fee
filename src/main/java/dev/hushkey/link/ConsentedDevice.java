package dev.hushkey.link;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import java.util.Set;

/**
 * One device that the user ticked, with the actions allowed.
 *
 * @param epoch the ownership epoch at the moment of consent
 */
public record ConsentedDevice(DeviceId device, Set<Action> actions, long epoch) {}
