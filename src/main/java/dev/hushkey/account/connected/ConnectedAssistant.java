package dev.hushkey.account.connected;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.LinkState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A living link as its user sees it.
 *
 * @param since the user's consent
 * @param lastUse when the assistant last used the link; empty if never
 * @param devices those that it may use now
 */
record ConnectedAssistant(
    LinkRef link, LinkState state, Instant since, Optional<Instant> lastUse, List<Device> devices) {

  /** One device, with what the assistant may do. */
  record Device(DeviceId device, String name, String room, Set<Action> actions) {}
}
