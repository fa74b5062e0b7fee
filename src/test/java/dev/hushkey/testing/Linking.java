package dev.hushkey.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.testing.PlainBrowser.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.nodes.Element;

/**
 * Links an assistant, {@code alexa} unless told otherwise, the way a person does: authorize, log in
 * at Keycloak, tick and allow; then the way the assistant's cloud does: exchange the code. Over
 * HTTP alone.
 *
 * <pre>{@code
 * Linking linking = Linking.onThisStack();
 * Tokens tokens = linking.link("alice", Map.of(camera, Set.of(Action.VIEW)));
 * }</pre>
 */
public final class Linking {

  /** The assistant's client id, as the stack configures it. */
  public static final String CLIENT_ID = "alexa-skill-link";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;

  private final LocalStack stack;
  private final StackAssistant assistant;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Links at the Hushkey of this stack. */
  public Linking(LocalStack stack) {
    this(stack, StackAssistant.ALEXA);
  }

  private Linking(LocalStack stack, StackAssistant assistant) {
    this.stack = stack;
    this.assistant = assistant;
  }

  /** The same for another assistant. */
  public Linking as(StackAssistant other) {
    return new Linking(stack, other);
  }

  /** Links at the Hushkey of the running tests. */
  public static Linking onThisStack() {
    return new Linking(LocalStack.current());
  }

  /** What one authorization request consists of; a fresh one has its own state and verifier. */
  public record Attempt(URI address, String state, String codeVerifier, String redirectUri) {}

  /** What the assistant got at its redirect URI. */
  public record Approval(Attempt attempt, String code) {}

  /** What the assistant's cloud has in the end. */
  public record Tokens(
      String accessToken, String refreshToken, long expiresInSeconds, String scope) {}

  /** An answer of one of our endpoints. */
  public record Answer(int status, JsonNode body, Map<String, List<String>> headers) {

    /** The error code of RFC 6749 §5.2, or an empty text. */
    public String error() {
      return body.path("error").asText();
    }

    /** The tokens of a good answer. */
    public Tokens tokens() {
      if (status != 200) {
        throw new AssertionError("expected tokens, got " + status + " " + body);
      }
      return new Tokens(
          body.path("access_token").asText(),
          body.path("refresh_token").asText(),
          body.path("expires_in").asLong(),
          body.path("scope").asText());
    }
  }

  /** All of it: afterwards the assistant has tokens for what the user allowed. */
  public Tokens link(String user, Map<DeviceId, Set<Action>> consent) {
    return exchange(approve(user, consent)).tokens();
  }

  /** Up to the code that arrives at the assistant's redirect URI. */
  public Approval approve(String user, Map<DeviceId, Set<Action>> consent) {
    return approve(attempt(), user, consent);
  }

  /** The same for a request that is made already. */
  public Approval approve(Attempt attempt, String user, Map<DeviceId, Set<Action>> consent) {
    PlainBrowser browser = browser();
    Page page = logIn(browser, browser.open(attempt.address()), user);
    Page end = decide(browser, page, "approve", consent);
    URI back = end.requireStoppedAt(attempt.redirectUri());
    Map<String, String> answer = query(back);
    if (!attempt.state().equals(answer.get("state"))) {
      throw new AssertionError("another state came back");
    }
    if (!answer.containsKey("code")) {
      throw new AssertionError("no code came back but " + answer.get("error"));
    }
    return new Approval(attempt, answer.get("code"));
  }

  /** A browser that stops where the assistant's cloud begins. */
  public PlainBrowser browser() {
    return new PlainBrowser(stack.assistantAddress() + "/");
  }

  /** A new authorization request as the assistant's app would open it. */
  public Attempt attempt() {
    return attempt(Map.of());
  }

  /** The same with further parameters. */
  public Attempt attempt(Map<String, String> more) {
    String verifier = random();
    String state = random();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", assistant.clientId());
    parameters.put("redirect_uri", redirectUri());
    parameters.put("state", state);
    parameters.put("code_challenge", challenge(verifier));
    parameters.put("code_challenge_method", "S256");
    parameters.putAll(more);
    URI address = URI.create(issuer() + "/oauth2/authorize?" + encode(parameters));
    return new Attempt(address, state, verifier, redirectUri());
  }

  /** Fills in Keycloak's form. */
  public Page logIn(PlainBrowser browser, Page page, String user) {
    Element form = page.document().selectFirst("form#kc-form-login");
    if (form == null) {
      throw new AssertionError(
          "not Keycloak's log-in form, " + page.status() + ": " + page.document().text());
    }
    String password = stack.keycloak().password(user);
    return browser.submit(
        page, form, List.of(Map.entry("username", user), Map.entry("password", password)));
  }

  /** Presses a button of the consent page, with these boxes ticked and no other. */
  public Page decide(
      PlainBrowser browser, Page page, String decision, Map<DeviceId, Set<Action>> consent) {
    Element form = page.document().selectFirst("form:has(button[value=" + decision + "])");
    if (form == null) {
      throw new AssertionError(
          "no button '" + decision + "' here, " + page.status() + ": " + page.document().text());
    }
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    fields.add(Map.entry("decision", decision));
    consent.forEach(
        (device, actions) ->
            actions.forEach(
                action -> fields.add(Map.entry("grant", device + "/" + action.wireName()))));
    return browser.submit(page, form, fields);
  }

  /** The assistant's cloud exchanges the code, client authentication by HTTP Basic. */
  public Answer exchange(Approval approval) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", approval.code());
    form.put("redirect_uri", approval.attempt().redirectUri());
    form.put("code_verifier", approval.attempt().codeVerifier());
    return post("/oauth2/token", form);
  }

  /** The assistant's cloud refreshes. */
  public Answer refresh(String refreshToken) {
    return post(
        "/oauth2/token", Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
  }

  /** The assistant gives a token back, RFC 7009. */
  public Answer revoke(String token) {
    return post("/oauth2/revoke", Map.of("token", token));
  }

  /** The assistant's cloud sends a form, authenticated by HTTP Basic if it may. */
  public Answer post(String path, Map<String, String> form) {
    String secret = stack.clientSecret(assistant);
    if (assistant.authenticatesInBody()) {
      Map<String, String> whole = new LinkedHashMap<>(form);
      whole.put("client_id", assistant.clientId());
      whole.put("client_secret", secret);
      return post(path, whole, Map.of());
    }
    String pair = assistant.clientId() + ":" + secret;
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return post(path, form, Map.of("Authorization", basic));
  }

  /** A form with whatever headers. */
  public Answer post(String path, Map<String, String> form, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(issuer() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encode(form)));
    headers.forEach(request::header);
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), JSON.readTree(answer.body()), answer.headers().map());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Where Hushkey is. */
  public String issuer() {
    return stack.hushkeyConfig().get("hushkey.issuer");
  }

  /** Where the assistant wants the code. */
  public String redirectUri() {
    return stack.redirectUri(assistant);
  }

  /** The parameters of an address. */
  public static Map<String, String> query(URI address) {
    String query = address.getRawQuery() == null ? "" : address.getRawQuery();
    return Arrays.stream(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> decode(pair[0]), pair -> decode(pair[1])));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String encode(Map<String, String> fields) {
    return PlainBrowser.encode(List.copyOf(fields.entrySet()));
  }

  private static String random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String challenge(String verifier) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
