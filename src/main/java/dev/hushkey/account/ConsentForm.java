package dev.hushkey.account;

import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.oauth.RequestParameters;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The form of the consent page as it comes back. */
record ConsentForm(Decision decision, String csrf, Map<DeviceId, Set<Action>> consent) {

  /** The button pressed. */
  enum Decision {
    APPROVE,
    CANCEL,
    LOG_OUT
  }

  private static final int LONGEST = 128;

  /** More boxes than a page of 1000 cameras has. */
  private static final int MOST_GRANTS = 3000;

  /**
   * Reads the form.
   *
   * @throws FailureException malformed, for what our page cannot have sent
   */
  static ConsentForm read(RequestParameters form) {
    return new ConsentForm(
        readDecision(form.require("decision", LONGEST)),
        form.require("csrf", LONGEST),
        readGrants(form.values().getOrDefault("grant", List.of())));
  }

  /** The value of one checkbox. A device id has no slash. */
  static String grant(DeviceId device, Action action) {
    return device + "/" + action.wireName();
  }

  private static Decision readDecision(String text) {
    return switch (text) {
      case "approve" -> Decision.APPROVE;
      case "cancel" -> Decision.CANCEL;
      case "log-out" -> Decision.LOG_OUT;
      default -> throw FailureException.malformed("decision", "is none of ours");
    };
  }

  private static Map<DeviceId, Set<Action>> readGrants(List<String> grants) {
    if (grants.size() > MOST_GRANTS) {
      throw FailureException.malformed("grant", "too many");
    }
    Map<DeviceId, Set<Action>> consent = new HashMap<>();
    for (String grant : grants) {
      int slash = grant.indexOf('/');
      if (slash < 0) {
        throw FailureException.malformed("grant", "must be device/action");
      }
      consent
          .computeIfAbsent(readDevice(grant.substring(0, slash)), _ -> EnumSet.noneOf(Action.class))
          .add(readAction(grant.substring(slash + 1)));
    }
    return consent;
  }

  private static DeviceId readDevice(String text) {
    try {
      return new DeviceId(text);
    } catch (IllegalArgumentException malformed) {
      throw FailureException.malformed("grant", malformed.getMessage());
    }
  }

  private static Action readAction(String text) {
    try {
      return Action.from(text);
    } catch (IllegalArgumentException malformed) {
      throw FailureException.malformed("grant", malformed.getMessage());
    }
  }
}
