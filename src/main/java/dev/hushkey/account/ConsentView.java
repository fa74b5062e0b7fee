package dev.hushkey.account;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.oauth.AuthorizationRequest;
import dev.hushkey.ownership.OwnedDevice;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the consent page shows.
 *
 * @param action where the form goes: this page's own address, so that a log-in that ran out
 *     meanwhile leads back here and not into nothing
 * @param nothingTicked whether to ask for a tick
 */
public record ConsentView(
    String assistant,
    String userName,
    String action,
    String csrf,
    List<Device> devices,
    boolean nothingTicked) {

  /** One fieldset. */
  public record Device(String name, String room, List<Choice> choices) {}

  /** One checkbox; the value is what the form sends. */
  public record Choice(String action, String value, boolean ticked) {}

  static ConsentView of(
      AuthorizationRequest request,
      Person person,
      String csrf,
      List<OwnedDevice> devices,
      Map<DeviceId, Set<Action>> ticked,
      boolean nothingTicked) {
    return new ConsentView(
        request.assistant().displayName(),
        person.name(),
        ConsentResource.PATH + "?" + request.toQuery(),
        csrf,
        devices.stream()
            .filter(device -> !request.actionsOn(device.device()).isEmpty())
            .map(
                device ->
                    toDevice(
                        device,
                        request.actionsOn(device.device()),
                        ticked.getOrDefault(device.device(), Set.of())))
            .toList(),
        nothingTicked);
  }

  private static Device toDevice(OwnedDevice device, Set<Action> offered, Set<Action> ticked) {
    return new Device(
        device.name(),
        device.room(),
        offered.stream()
            .sorted()
            .map(
                action ->
                    new Choice(
                        action.wireName(),
                        ConsentForm.grant(device.device(), action),
                        ticked.contains(action)))
            .toList());
  }
}
