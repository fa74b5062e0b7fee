package dev.hushkey.account.page;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.DisplayName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A device as a page names it. */
public record NamedDevice(DeviceId device, String name, String room) {

  /** Those that another one looks like, room included: a page shows their ids, too. */
  public static Set<DeviceId> alike(Collection<NamedDevice> devices) {
    Map<Look, Set<DeviceId>> byLook = new HashMap<>();
    devices.forEach(
        named -> byLook.computeIfAbsent(named.look(), _ -> new HashSet<>()).add(named.device()));
    Set<DeviceId> alike = new HashSet<>();
    byLook.values().stream().filter(same -> same.size() > 1).forEach(alike::addAll);
    return alike;
  }

  private record Look(String name, String room) {}

  private Look look() {
    return new Look(DisplayName.look(name), DisplayName.look(room));
  }
}
