package dev.hushkey.alexa.applink;

import dev.hushkey.assistant.AppToApp;
import dev.hushkey.oauth.request.CodeChallenge;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where the app sends a user, as <a
 * href="https://developer.amazon.com/en-US/docs/alexa/account-linking/your-app-to-alexa-step4.html">Amazon
 * documents it</a>.
 *
 * @param alexaApp opens the Alexa app, where it is installed
 * @param loginWithAmazon for where it is not
 */
record AmazonAddresses(URI alexaApp, URI loginWithAmazon) {

  private static final String SCOPE = "alexa::skills:account_linking";
  private static final String CONSENT = "skill-account-linking-consent";

  static AmazonAddresses of(AppToApp app, Attempt attempt) {
    Map<String, String> forApp = new LinkedHashMap<>();
    forApp.put("fragment", CONSENT);
    forApp.put("skill_stage", app.skill().stage().wireName());
    Map<String, String> request = authorizationRequest(app, attempt);
    forApp.putAll(request);
    return new AmazonAddresses(
        address(app.amazon().alexaApp(), forApp), address(app.amazon().loginWithAmazon(), request));
  }

  private static Map<String, String> authorizationRequest(AppToApp app, Attempt attempt) {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("client_id", app.client().id());
    request.put("scope", SCOPE);
    request.put("response_type", "code");
    request.put("redirect_uri", attempt.redirectUri());
    request.put("state", attempt.state().reveal());
    request.put("code_challenge", CodeChallenge.of(attempt.codeVerifier()).value());
    request.put("code_challenge_method", CodeChallenge.METHOD);
    return request;
  }

  private static URI address(URI base, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    return URI.create(base + "?" + query);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
