import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** A client for Hushkey. It keeps none of its answers. */
final class Hushkey {

  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** A hand-out waits for Amazon if Hushkey has to refresh the token first. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final URI hushkey;
  private final OwnToken ownToken;

  Hushkey(URI hushkey, OwnToken ownToken) {
    this.hushkey = hushkey;
    this.ownToken = ownToken;
  }

  /** May this assistant do this with this device of this user? */
  record Question(String user, String device, String assistant, String action) {

    private Map<String, ?> toMembers() {
      return Map.of("user", user, "device", device, "assistant", assistant, "action", action);
    }
  }

  /** What Hushkey answers. */
  sealed interface Answer {}

  /** The assistant's token for this user, and where this user's events go. */
  record HandedOut(String token, URI eventEndpoint) implements Answer {
    @Override
    public String toString() {
      return "HandedOut[secret]";
    }
  }

  /** Not allowed, for this reason. */
  record Refused(String reason) implements Answer {}

  /** An outage: nothing was decided. */
  record Away(String what, Duration retryAfter) implements Answer {}

  /** A mistake, ours or Hushkey's. Asking again does not help. */
  record Failed(String what) implements Answer {}

  Answer handOut(Question question) throws InterruptedException {
    try {
      HttpResponse<String> answer = send("POST", "/v1/handouts", Json.write(question.toMembers()));
      return switch (answer.statusCode()) {
        case 200 -> handedOut(question, Json.object(Json.read(answer.body())));
        case 403 -> refused(answer);
        case 429, 502, 503, 504 -> new Away(problem(answer), retryAfter(answer));
        default -> new Failed(problem(answer));
      };
    } catch (IOException away) {
      return new Away(away.toString(), PAUSE);
    } catch (IllegalArgumentException malformed) {
      return new Failed("an answer that is not as documented");
    }
  }

  /** Never mixes up two users, whatever went wrong in between. */
  private static Answer handedOut(Question question, Map<String, ?> answer) {
    for (Map.Entry<String, ?> asked : question.toMembers().entrySet()) {
      if (!asked.getValue().equals(answer.get(asked.getKey()))) {
        return new Failed("the answer is about another " + asked.getKey());
      }
    }
    return new HandedOut(
        Json.text(answer, "accessToken"), URI.create(Json.text(answer, "eventEndpoint")));
  }

  private static Answer refused(HttpResponse<String> answer) {
    Object reason = Json.object(Json.read(answer.body())).get("reason");
    return reason == null ? new Failed(problem(answer)) : new Refused(reason.toString());
  }

  /** Tells Hushkey who owns a device. Idempotent. */
  String register(String user, String device, String name) throws InterruptedException {
    try {
      HttpResponse<String> answer =
          send(
              "PUT",
              "/v1/devices/" + device + "/owner",
              Json.write(Map.of("user", user, "name", name)));
      return answer.statusCode() == 200
          ? "registered " + device
          : "not registered, " + problem(answer);
    } catch (IOException away) {
      return "not registered, " + away;
    }
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = sendOnce(method, path, body);
    if (answer.statusCode() == 401) {
      ownToken.drop();
      answer = sendOnce(method, path, body);
    }
    return answer;
  }

  private HttpResponse<String> sendOnce(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(hushkey.resolve(path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + ownToken.get())
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static Duration retryAfter(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .orElse(PAUSE);
  }

  /** For the log. Quote the correlation id when you report it. */
  private static String problem(HttpResponse<String> answer) {
    try {
      Map<String, ?> problem = Json.object(Json.read(answer.body()));
      return "%d %s (%s)"
          .formatted(answer.statusCode(), problem.get("title"), problem.get("correlationId"));
    } catch (IllegalArgumentException noProblemDocument) {
      return Integer.toString(answer.statusCode());
    }
  }
}
