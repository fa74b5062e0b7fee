import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  /**
   * Tells Alexa that somebody rings, through each link that the user has. Returns a line that says
   * how it went, with a part for each link.
   */
  String ring(String user, String device) throws InterruptedException {
    Press press = new Press(device, Instant.now());
    Hushkey.Question anyLink =
        new Hushkey.Question(user, device, ASSISTANT, ACTION, Optional.empty());
    return String.join("; ", ring(press, anyLink, ""));
  }

  private List<String> ring(Press press, Hushkey.Question question, String refusedToken)
      throws InterruptedException {
    while (true) {
      switch (hushkey.handOut(question)) {
        case Hushkey.Refused(String reason) -> {
          return List.of("not sent, " + reason + ": " + advice(reason));
        }
        case Hushkey.Failed(String what) -> {
          return List.of("not sent, " + what);
        }
        case Hushkey.Away(String what, Duration retryAfter) -> {
          if (tooLate(press, retryAfter)) {
            return List.of("not sent, too late by now: " + what);
          }
          Thread.sleep(retryAfter);
        }
        case Hushkey.HandedOut(List<Hushkey.Token> tokens, List<Hushkey.Later> later) -> {
          List<String> told = new ArrayList<>();
          for (Hushkey.Token token : tokens) {
            told.addAll(send(press, question.onlyFor(token.link()), token, refusedToken));
          }
          for (Hushkey.Later link : later) {
            told.addAll(ringLater(press, question.onlyFor(link.link()), link.retryAfter()));
          }
          return told;
        }
      }
    }
  }

  private List<String> send(
      Press press, Hushkey.Question sameLink, Hushkey.Token token, String refusedToken)
      throws InterruptedException {
    if (token.secret().equals(refusedToken)) {
      return List.of("not sent, the gateway refuses the token, and Hushkey has no other yet");
    }
    EventGateway.Outcome outcome = gateway.send(press, token.secret(), token.eventEndpoint());
    // One more hand-out may help, a third would not
    return outcome.tokenRefused() && refusedToken.isEmpty()
        ? ring(press, sameLink, token.secret())
        : List.of(outcome.text());
  }

  private List<String> ringLater(Press press, Hushkey.Question link, Duration wait)
      throws InterruptedException {
    if (tooLate(press, wait)) {
      return List.of("not sent, too late by now for one link");
    }
    Thread.sleep(wait);
    return ring(press, link, "");
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
