package dev.hushkey.admin;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import java.time.Instant;
import java.util.List;

/** One device of a link; live only while the same user owns it under the same epoch. */
public record LinkDevice(
    DeviceId device, List<Action> actions, long epoch, Instant grantedAt, boolean live) {}
