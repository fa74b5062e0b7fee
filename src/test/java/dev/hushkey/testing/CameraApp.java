package dev.hushkey.testing;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.oauth.request.CodeChallenge;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.fixture.PlainBrowser.Page;
import dev.hushkey.stack.keycloak.KeycloakServer;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;

/**
 * The camera company's app on somebody's phone: logs the person in at Keycloak by the code flow
 * with PKCE, sends the person to Amazon, and speaks to our API with the person's own token.
 */
public final class CameraApp {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CLIENT = "camera-app";

  private final LocalStack stack;
  private final String token;

  private CameraApp(LocalStack stack, String token) {
    this.stack = stack;
    this.token = token;
  }

  /** What came back from Amazon to the app. */
  public record Return(String state, String code) {}

  /** The app of this person: alice, bob or carol. */
  public static CameraApp of(String user) {
    LocalStack stack = TestStack.current();
    String redirectUri = stack.assistantAddress() + "/camera-app/login";
    SecretText verifier = SecretText.random();
    String query =
        PlainBrowser.encode(
            List.of(
                Map.entry("response_type", "code"),
                Map.entry("client_id", CLIENT),
                Map.entry("redirect_uri", redirectUri),
                Map.entry("scope", "openid"),
                Map.entry("code_challenge", CodeChallenge.of(verifier).value()),
                Map.entry("code_challenge_method", CodeChallenge.METHOD)));
    URI logIn = URI.create(endpoint(stack, KeycloakServer.HUSHKEY_REALM, "auth") + "?" + query);
    String code = logIn(stack, logIn, user, redirectUri).get("code");
    return new CameraApp(stack, exchange(stack, code, redirectUri, verifier));
  }

  private static URI endpoint(LocalStack stack, String realm, String name) {
    return URI.create(stack.keycloak().realm(realm) + "/protocol/openid-connect/" + name);
  }

  private static Map<String, String> logIn(
      LocalStack stack, URI address, String user, String redirectUri) {
    PlainBrowser browser = new PlainBrowser(stack.assistantAddress() + "/");
    Page page = browser.open(address);
    Element form = page.document().selectFirst("form#kc-form-login");
    if (form == null) {
      throw new AssertionError("no log-in form, " + page.status() + ": " + page.document().text());
    }
    String password = stack.keycloak().password(user);
    Page end =
        browser.submit(
            page, form, List.of(Map.entry("username", user), Map.entry("password", password)));
    return Linking.query(end.requireStoppedAt(redirectUri));
  }

  private static String exchange(
      LocalStack stack, String code, String redirectUri, SecretText verifier) {
    String form =
        PlainBrowser.encode(
            List.of(
                Map.entry("grant_type", "authorization_code"),
                Map.entry("client_id", CLIENT),
                Map.entry("code", code),
                Map.entry("redirect_uri", redirectUri),
                Map.entry("code_verifier", verifier.reveal())));
    HttpRequest request =
        HttpRequest.newBuilder(endpoint(stack, KeycloakServer.HUSHKEY_REALM, "token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      JsonNode answer =
          JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
      return answer.required("access_token").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The person's access token. */
  public String token() {
    return token;
  }

  /** A request with the person's token. */
  public RequestSpecification request() {
    return given().auth().oauth2(token).contentType(ContentType.JSON);
  }

  /** Asks Hushkey where to send the person. */
  public Response start() {
    return request().body("{}").post("/v1/app-links/alexa");
  }

  /** The person, at Amazon: alice-amazon or bob-amazon. */
  public Return atAmazon(String address, String amazonUser) {
    Map<String, String> back =
        logIn(
            stack, URI.create(address), amazonUser, stack.assistantAddress() + "/camera-app/alexa");
    return new Return(back.get("state"), back.get("code"));
  }

  /** Start and Amazon in one. */
  public Return backFromAmazon(String amazonUser) {
    return atAmazon(
        start().then().statusCode(201).extract().path("loginWithAmazonUrl"), amazonUser);
  }

  /** Completes with what came back, for these devices. */
  public Response complete(Return back, Map<DeviceId, Set<Action>> consent) {
    List<Map<String, Object>> devices =
        consent.entrySet().stream()
            .map(
                entry ->
                    Map.<String, Object>of(
                        "device",
                        entry.getKey().value(),
                        "actions",
                        entry.getValue().stream().map(Action::wireName).toList()))
            .toList();
    return request()
        .body(Map.of("state", back.state(), "code", back.code(), "devices", devices))
        .post("/v1/app-links/alexa/complete");
  }

  /** How the person's link stands. */
  public Response status() {
    return request().get("/v1/app-links/alexa");
  }
}
