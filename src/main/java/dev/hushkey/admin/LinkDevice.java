package dev.hushkey.admin;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One device of a link; live only while the same user owns it under the same epoch. */
@Schema(
    description = "One device of a link. It is live while the same user owns the device.",
    requiredProperties = {"device", "actions", "epoch", "grantedAt", "live"})
public record LinkDevice(
    DeviceId device, List<Action> actions, long epoch, Instant grantedAt, boolean live) {}
