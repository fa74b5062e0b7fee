import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Alexa's event gateway.
 *
 * @see <a href="https://developer.amazon.com/en-US/docs/alexa/smarthome/send-events.html">Send
 *     events to the event gateway</a>
 */
final class EventGateway {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Amazon: at most three retries, at least a second apart. */
  private static final int RETRIES = 3;

  private static final Duration APART = Duration.ofSeconds(1);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final Optional<URI> standIn;

  /** Sends each event to the gateway of its link, or all of them to the stand-in. */
  EventGateway(Optional<URI> standIn) {
    this.standIn = standIn;
  }

  /**
   * How it went.
   *
   * @param tokenRefused whether another token may help
   */
  record Outcome(boolean tokenRefused, String text) {}

  Outcome send(Doorbell.Press press, String token, URI gatewayOfThisLink)
      throws InterruptedException {
    // One id for all attempts, so that Alexa can tell that it is one event
    String messageId = UUID.randomUUID().toString();
    HttpRequest request =
        HttpRequest.newBuilder(standIn.orElse(gatewayOfThisLink))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(doorbellPress(messageId, press, token)))
            .build();
    for (int retries = 0; ; retries++) {
      Outcome outcome;
      try {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (!comeBack(answer.statusCode())) {
          return outcome(answer, messageId);
        }
        outcome = new Outcome(false, "not sent, the gateway answers " + answer.statusCode());
      } catch (IOException away) {
        outcome = new Outcome(false, "not sent, the gateway is away");
      }
      if (retries == RETRIES) {
        return outcome;
      }
      Thread.sleep(APART);
    }
  }

  private static boolean comeBack(int status) {
    return status == 429 || status >= 500;
  }

  private static Outcome outcome(HttpResponse<String> answer, String messageId) {
    return switch (answer.statusCode()) {
      case 202 -> new Outcome(false, "sent " + messageId);
      case 401 -> new Outcome(true, "not sent, the token is refused");
      // The gateway of a wrong region answers SKILL_DISABLED too. Delete nothing; check the region
      // that the skill gave with AcceptGrant.
      case 403 -> new Outcome(false, "not sent, 403 " + code(answer));
      // A mistake in our event, or a token of the skill's other stage
      default ->
          new Outcome(false, "not sent, look into it: " + answer.statusCode() + " " + code(answer));
    };
  }

  private static String code(HttpResponse<String> answer) {
    try {
      return Json.text(Json.object(Json.object(Json.read(answer.body())).get("payload")), "code");
    } catch (IllegalArgumentException notAsDocumented) {
      return "";
    }
  }

  private static String doorbellPress(String messageId, Doorbell.Press press, String token) {
    Map<String, ?> header =
        Map.of(
            "namespace", "Alexa.DoorbellEventSource",
            "name", "DoorbellPress",
            "messageId", messageId,
            "payloadVersion", "3");
    Map<String, ?> endpoint =
        Map.of(
            "scope", Map.of("type", "BearerToken", "token", token), "endpointId", press.device());
    Map<String, ?> payload =
        Map.of(
            "cause",
            Map.of("type", "PHYSICAL_INTERACTION"),
            "timestamp",
            // whole seconds, unlike timeOfSample, which may have three digits more
            press.at().truncatedTo(ChronoUnit.SECONDS).toString());
    return Json.write(
        Map.of(
            "context",
            Map.of(),
            "event",
            Map.of("header", header, "endpoint", endpoint, "payload", payload)));
  }
}
