import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * From the press of the button to Alexa. Asks Hushkey anew for each press and each attempt, since
 * the answer holds only for that moment; neither a token nor a refusal is kept.
 */
final class Doorbell {

  private static final String ASSISTANT = "alexa";
  private static final String ACTION = "events";

  private final Hushkey hushkey;
  private final EventGateway gateway;
  private final Duration worthTelling;

  /** Drops a ring that is older than {@code worthTelling}: announced so late, it only confuses. */
  Doorbell(Hushkey hushkey, EventGateway gateway, Duration worthTelling) {
    this.hushkey = hushkey;
    this.gateway = gateway;
    this.worthTelling = worthTelling;
  }

  /** Tells Alexa that somebody rings. Returns a line that says how it went. */
  String ring(String user, String device) throws InterruptedException {
    Press press = new Press(device, Instant.now());
    String refusedToken = "";
    while (true) {
      Hushkey.Question question = new Hushkey.Question(user, device, ASSISTANT, ACTION);
      Hushkey.Answer answer = hushkey.handOut(question);
      switch (answer) {
        case Hushkey.Refused(String reason) -> {
          return "not sent, " + reason + ": " + advice(reason);
        }
        case Hushkey.Failed(String what) -> {
          return "not sent, " + what;
        }
        case Hushkey.Away(String what, Duration retryAfter) -> {
          if (tooLate(press, retryAfter)) {
            return "not sent, too late by now: " + what;
          }
          Thread.sleep(retryAfter);
        }
        case Hushkey.HandedOut(String token, URI gatewayOfThisLink) -> {
          if (token.equals(refusedToken)) {
            return "not sent, the gateway refuses the token, and Hushkey has no other yet";
          }
          EventGateway.Outcome outcome = gateway.send(press, token, gatewayOfThisLink);
          // One more hand-out may help, a third would not
          if (!outcome.tokenRefused() || !refusedToken.isEmpty()) {
            return outcome.text();
          }
          refusedToken = token;
        }
      }
    }
  }

  private boolean tooLate(Press press, Duration wait) {
    return Instant.now().plus(wait).isAfter(press.at().plus(worthTelling));
  }

  /** What people can do about a refusal. The program just sends nothing. */
  private static String advice(String reason) {
    return switch (reason) {
      case "not-linked", "link-revoked" -> "the user does not want events";
      case "needs-relink" -> "ask the user to link again, in the app";
      case "no-upstream-token" -> "Alexa has not granted its tokens yet";
      case "device-not-granted", "action-not-granted" -> "the user did not allow it";
      case "not-the-owner" -> "register who owns the doorbell";
      default -> "see docs/errors.md";
    };
  }

  /** Somebody pressed the button. */
  record Press(String device, Instant at) {}
}
