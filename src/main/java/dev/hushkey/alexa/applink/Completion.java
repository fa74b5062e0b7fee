package dev.hushkey.alexa.applink;

import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.UpstreamAuthorizationCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the app brings back from Amazon, and what the user allowed.
 *
 * @param state as Amazon gave it back
 * @param code Amazon's code, which we exchange
 * @param consent what the assistant may do, per device; never empty
 */
record Completion(
    SecretText state, UpstreamAuthorizationCode code, Map<DeviceId, Set<Action>> consent) {

  private static final int MAX_CODE = 2048;

  /** More than anybody has. */
  private static final int MAX_DEVICES = 1000;

  /**
   * Reads it.
   *
   * @throws FailureException malformed, naming the field
   */
  static Completion read(AppLinkCompletion body) {
    Fields.require("body", body);
    SecretText state = Fields.state(body.state());
    SecretText code = Fields.require("code", body.code());
    if (code.reveal().length() > MAX_CODE) {
      throw FailureException.malformed("code", "must have at most " + MAX_CODE + " characters");
    }
    return new Completion(state, new UpstreamAuthorizationCode(code), consent(body.devices()));
  }

  private static Map<DeviceId, Set<Action>> consent(List<AppLinkCompletion.Device> devices) {
    if (devices == null || devices.isEmpty() || devices.size() > MAX_DEVICES) {
      throw FailureException.malformed("devices", "must be a list of 1 to " + MAX_DEVICES);
    }
    Map<DeviceId, Set<Action>> consent = new HashMap<>();
    for (AppLinkCompletion.Device device : devices) {
      if (device == null || device.device() == null || isEmpty(device.actions())) {
        throw FailureException.malformed("devices", "each needs a device and some actions");
      }
      if (consent.put(device.device(), Set.copyOf(device.actions())) != null) {
        throw FailureException.malformed("devices", "names " + device.device() + " twice");
      }
    }
    return consent;
  }

  private static boolean isEmpty(Set<Action> actions) {
    return actions == null || actions.isEmpty() || actions.contains(null);
  }
}
