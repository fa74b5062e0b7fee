package dev.hushkey.account.connected;

import dev.hushkey.account.page.ConsentSelection;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.oauth.request.RequestParameters;
import java.util.Map;
import java.util.Set;

/** The submitted form of the connected assistants page. */
record AssistantsForm(Decision decision, String csrf) {

  private static final int MAX_LENGTH = 128;

  /** The button pressed. */
  sealed interface Decision {

    /** Keep what is ticked, revoke the rest. */
    record Narrow(LinkId link, Map<DeviceId, Set<Action>> kept) implements Decision {}

    /** End the link. */
    record Unlink(LinkId link) implements Decision {}

    /** End the log-in. */
    record LogOut() implements Decision {}
  }

  /**
   * Reads the form.
   *
   * @throws FailureException malformed, for anything that our page cannot have sent
   */
  static AssistantsForm read(RequestParameters form) {
    Decision decision =
        switch (form.require("decision", MAX_LENGTH)) {
          case "narrow" -> new Decision.Narrow(readLink(form), ConsentSelection.read(form));
          case "unlink" -> new Decision.Unlink(readLink(form));
          case "log-out" -> new Decision.LogOut();
          default -> throw FailureException.malformed("decision", "is not a known value");
        };
    return new AssistantsForm(decision, form.require("csrf", MAX_LENGTH));
  }

  private static LinkId readLink(RequestParameters form) {
    try {
      return LinkId.from(form.require("link", MAX_LENGTH));
    } catch (IllegalArgumentException malformed) {
      throw FailureException.malformed("link", malformed.getMessage());
    }
  }
}
