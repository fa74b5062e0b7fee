package dev.hushkey.oauth.authorize;

import dev.hushkey.oauth.request.Query;
import dev.hushkey.secret.AuthorizationCode;
import dev.hushkey.wire.Issuer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the browser goes back to, RFC 6749 §4.1.2. Every answer, also an error, names us as {@code
 * iss} (RFC 9207), so that an assistant with several servers cannot mix them up.
 */
@Singleton
public class AuthorizationResponses {

  private final Issuer issuer;

  @Inject
  public AuthorizationResponses(Issuer issuer) {
    this.issuer = issuer;
  }

  /** The user approved. */
  public URI code(AuthorizationRequest request, AuthorizationCode code) {
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("code", code.secret().reveal());
    return complete(request.redirectUri(), request.state(), answer);
  }

  /** The user declined. */
  public URI denied(AuthorizationRequest request) {
    return error(
        request.redirectUri(), request.state(), "access_denied", "the user did not approve");
  }

  /** The request is invalid, as a reading. */
  AuthorizationReading refusal(
      String redirectUri, Optional<String> state, String error, String description) {
    return new AuthorizationReading.ErrorRedirect(
        error(redirectUri, state, error, description), error, description);
  }

  /** The request is invalid, RFC 6749 §4.1.2.1. */
  URI error(String redirectUri, Optional<String> state, String error, String description) {
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("error", error);
    // §4.1.2.1 allows neither of these two in a description
    answer.put("error_description", description.replace('"', '\'').replace('\\', '/'));
    return complete(redirectUri, state, answer);
  }

  private URI complete(String redirectUri, Optional<String> state, Map<String, String> answer) {
    state.ifPresent(value -> answer.put("state", value));
    answer.put("iss", issuer.toString());
    return Query.append(redirectUri, answer);
  }
}
