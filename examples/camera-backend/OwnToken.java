import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The backend's own token, by client credentials at Keycloak. It is the one thing that is kept: it
 * is about no user, and Keycloak says how long it lasts.
 */
final class OwnToken {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** It must still be valid when Hushkey looks at it. */
  private static final Duration EARLY = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI tokenEndpoint;
  private final String form;
  private String token;
  private Instant renewAt = Instant.MIN;

  OwnToken(URI tokenEndpoint, String clientId, String clientSecret) {
    this.tokenEndpoint = tokenEndpoint;
    this.form =
        Map.of(
                "grant_type", "client_credentials",
                "client_id", clientId,
                "client_secret", clientSecret)
            .entrySet()
            .stream()
            .map(field -> field.getKey() + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
  }

  /** A token that is valid for a while. */
  synchronized String get() throws IOException, InterruptedException {
    if (Instant.now().isAfter(renewAt)) {
      renew();
    }
    return token;
  }

  /** Forgets the token: Hushkey did not accept it. */
  synchronized void drop() {
    renewAt = Instant.MIN;
  }

  private void renew() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(tokenEndpoint)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("Keycloak answers " + answer.statusCode());
    }
    Map<String, ?> members = Json.object(Json.read(answer.body()));
    token = Json.text(members, "access_token");
    long seconds = ((Number) members.get("expires_in")).longValue();
    renewAt = Instant.now().plusSeconds(seconds).minus(EARLY);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
