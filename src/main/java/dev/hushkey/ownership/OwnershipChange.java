package dev.hushkey.ownership;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.DisplayName;
import dev.hushkey.identity.UserId;
import java.util.Optional;

/**
 * The state of one device that the camera backend requests.
 *
 * @param owner empty to remove the device
 */
public record OwnershipChange(DeviceId device, Optional<UserId> owner, String name, String room) {

  static final int MAX_NAME = 100;

  /**
   * Names are shown on the consent page, where people choose by them: they have something to see, a
   * bounded length and no control characters. A room without anything to see counts as none.
   */
  public OwnershipChange {
    require("name", name);
    require("room", room);
    if (owner.isPresent() && !DisplayName.isVisible(name)) {
      throw new IllegalArgumentException("name must have a visible character; the user sees it");
    }
    room = DisplayName.isVisible(room) ? room : "";
  }

  /** This device belongs to this user. */
  public static OwnershipChange register(DeviceId device, UserId owner, String name, String room) {
    return new OwnershipChange(device, Optional.of(owner), name, room);
  }

  /** This device no longer has an owner. */
  public static OwnershipChange remove(DeviceId device) {
    return new OwnershipChange(device, Optional.empty(), "", "");
  }

  private static void require(String what, String text) {
    if (text == null
        || text.codePointCount(0, text.length()) > MAX_NAME
        || text.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          what + " must be at most " + MAX_NAME + " characters without control characters");
    }
  }
}
