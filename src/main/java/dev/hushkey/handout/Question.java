package dev.hushkey.handout;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;

/** May this assistant do this with this device of this user? */
record Question(UserId user, DeviceId device, AssistantId assistant, Action action) {}
