import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /**
   * May this assistant do this with this device of this user?
   *
   * @param link the only link that is asked for; empty for all that the user has
   */
  record Question(
      String user, String device, String assistant, String action, Optional<String> link) {

    Question onlyFor(String oneLink) {
      return new Question(user, device, assistant, action, Optional.of(oneLink));
    }

    private Map<String, String> toMembers() {
      Map<String, String> members = new LinkedHashMap<>();
      members.put("user", user);
      members.put("device", device);
      members.put("assistant", assistant);
      members.put("action", action);
      link.ifPresent(only -> members.put("link", only));
      return members;
    }
  }

  /** What Hushkey answers. */
  sealed interface Answer {}

  /**
   * The tokens of the links that allow it.
   *
   * @param later the links that allow it too, but whose tokens cannot be had now
   */
  record HandedOut(List<Token> tokens, List<Later> later) implements Answer {}

  /** The assistant's token of one link, and where the events of this link go. */
  record Token(String link, String secret, URI eventEndpoint) {
    @Override
    public String toString() {
      return "Token[" + link + "]";
    }
  }

  /** A link to ask for again. */
  record Later(String link, Duration retryAfter) {}

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

  private static Answer handedOut(Question question, Map<String, ?> answer) {
    List<Token> tokens = new ArrayList<>();
    for (Object each : Json.list(answer, "handouts")) {
      Map<String, ?> one = Json.object(each);
      // Never mix up two users, whatever went wrong in between
      for (Map.Entry<String, String> asked : question.toMembers().entrySet()) {
        if (!asked.getValue().equals(one.get(asked.getKey()))) {
          return new Failed("the answer is about another " + asked.getKey());
        }
      }
      tokens.add(
          new Token(
              Json.text(one, "link"),
              Json.text(one, "accessToken"),
              URI.create(Json.text(one, "eventEndpoint"))));
    }
    return new HandedOut(tokens, later(answer));
  }

  /** The other links refused, which is as their owners want it. */
  private static List<Later> later(Map<String, ?> answer) {
    List<Later> later = new ArrayList<>();
    for (Object each : Json.list(answer, "withheld")) {
      Map<String, ?> one = Json.object(each);
      if (Json.text(one, "reason").equals("unavailable")) {
        Duration pause =
            one.get("retryAfter") instanceof Double seconds
                ? Duration.ofSeconds(seconds.longValue())
                : PAUSE;
        later.add(new Later(Json.text(one, "link"), pause));
      }
    }
    return later;
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
