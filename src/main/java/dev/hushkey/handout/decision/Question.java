package dev.hushkey.handout.decision;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;

/** May this assistant do this with this device of this user? */
public record Question(UserId user, DeviceId device, AssistantId assistant, Action action) {}
