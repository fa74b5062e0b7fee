package dev.hushkey.account.consent;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.ownership.OwnedDevice;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What one consent page offers: devices, each with the actions that may be allowed. */
record ConsentOptions(List<DeviceOption> devices) {

  /** One device. */
  record DeviceOption(OwnedDevice device, Set<Action> actions) {}

  /** What was requested for these devices, RFC 9396; if nothing was, all they can do. */
  static ConsentOptions of(List<OwnedDevice> devices, AuthorizationRequest request) {
    return new ConsentOptions(
        devices.stream()
            .map(device -> new DeviceOption(device, request.actionsOn(device.device())))
            .filter(offer -> !offer.actions().isEmpty())
            .toList());
  }

  /**
   * Rejects anything that was not offered, whatever the form says.
   *
   * @throws FailureException refused as not the owner's: the page shows what the person owns
   */
  void requireCovers(Map<DeviceId, Set<Action>> consent) {
    Map<DeviceId, Set<Action>> offered =
        devices.stream()
            .collect(Collectors.toMap(offer -> offer.device().device(), DeviceOption::actions));
    consent.forEach(
        (device, actions) -> {
          if (!offered.getOrDefault(device, Set.of()).containsAll(actions)) {
            throw new FailureException(new Failure.Refused(Refusal.NOT_THE_OWNER));
          }
        });
  }

  /** This selection, with one action ticked or cleared for all devices that offer it. */
  Map<DeviceId, Set<Action>> tickAll(
      Map<DeviceId, Set<Action>> ticked, ConsentForm.Decision.TickAll wish) {
    Map<DeviceId, Set<Action>> result = new HashMap<>();
    for (DeviceOption offer : devices) {
      Set<Action> actions = EnumSet.noneOf(Action.class);
      actions.addAll(ticked.getOrDefault(offer.device().device(), Set.of()));
      if (wish.ticked() && offer.actions().contains(wish.action())) {
        actions.add(wish.action());
      } else {
        actions.remove(wish.action());
      }
      result.put(offer.device().device(), actions);
    }
    return result;
  }
}
