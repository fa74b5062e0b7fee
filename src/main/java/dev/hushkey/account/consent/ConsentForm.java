package dev.hushkey.account.consent;

import dev.hushkey.account.page.ConsentSelection;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.oauth.request.RequestParameters;
import java.util.Map;
import java.util.Set;

/** The submitted consent form. */
record ConsentForm(Decision decision, String csrf, Map<DeviceId, Set<Action>> consent) {

  private static final int MAX_LENGTH = 128;
  private static final String DISCONNECT = "disconnect-";
  private static final String TICK = "tick-";
  private static final String CLEAR = "clear-";

  /** The button pressed. */
  sealed interface Decision {

    /** Link what is ticked. */
    record Approve() implements Decision {}

    /** Link nothing. */
    record Cancel() implements Decision {}

    /** Let another person log in. */
    record LogOut() implements Decision {}

    /** End a link that exists already, and go on deciding about the new one. */
    record Disconnect(LinkId link) implements Decision {

      /** The value of the button. */
      String value() {
        return DISCONNECT + link;
      }
    }

    /** Decide later: show the page again with this action ticked, or not, for all devices. */
    record TickAll(Action action, boolean ticked) implements Decision {

      /** The value of the button. */
      String value() {
        return (ticked ? TICK : CLEAR) + action.wireName();
      }
    }
  }

  /**
   * Reads the form.
   *
   * @throws FailureException malformed, for anything that our page cannot have sent
   */
  static ConsentForm read(RequestParameters form) {
    return new ConsentForm(
        readDecision(form.require("decision", MAX_LENGTH)),
        form.require("csrf", MAX_LENGTH),
        ConsentSelection.read(form));
  }

  private static Decision readDecision(String text) {
    return switch (text) {
      case "approve" -> new Decision.Approve();
      case "cancel" -> new Decision.Cancel();
      case "log-out" -> new Decision.LogOut();
      case String button when button.startsWith(TICK) ->
          new Decision.TickAll(readAction(button.substring(TICK.length())), true);
      case String button when button.startsWith(CLEAR) ->
          new Decision.TickAll(readAction(button.substring(CLEAR.length())), false);
      case String button when button.startsWith(DISCONNECT) ->
          new Decision.Disconnect(readLink(button.substring(DISCONNECT.length())));
      default -> throw FailureException.malformed("decision", "is not a known value");
    };
  }

  private static LinkId readLink(String text) {
    try {
      return LinkId.from(text);
    } catch (IllegalArgumentException malformed) {
      throw FailureException.malformed("decision", malformed.getMessage());
    }
  }

  private static Action readAction(String text) {
    try {
      return Action.from(text);
    } catch (IllegalArgumentException malformed) {
      throw FailureException.malformed("decision", malformed.getMessage());
    }
  }
}
