package dev.hushkey.oauth.token;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.request.AuthorizationDetails;
import dev.hushkey.oauth.request.AuthorizationDetailsJson;
import dev.hushkey.oauth.request.RequestParameters;
import dev.hushkey.secret.AuthorizationCode;
import dev.hushkey.secret.RefreshToken;
import java.util.Optional;

/** A request to the token endpoint. */
sealed interface TokenRequest {

  int MAX_REDIRECT_URI = 512;
  int MAX_SCOPE = 512;

  /** RFC 6749 §4.1.3 with RFC 7636 §4.5. */
  record OfCode(
      AuthorizationCode code,
      String redirectUri,
      Optional<String> codeVerifier,
      Optional<AuthorizationDetails> details)
      implements TokenRequest {}

  /** RFC 6749 §6. */
  record OfRefreshToken(
      RefreshToken token, Optional<String> scope, Optional<AuthorizationDetails> details)
      implements TokenRequest {}

  /** The details that the new access token is narrowed to, RFC 9396 §6. */
  Optional<AuthorizationDetails> details();

  /**
   * Reads a request.
   *
   * @throws FailureException malformed or {@link Failure.UnsupportedGrantType}
   */
  static TokenRequest read(RequestParameters parameters) {
    return switch (parameters.require("grant_type", RequestParameters.MAX_NAME)) {
      case "authorization_code" -> readCode(parameters);
      case "refresh_token" -> readRefreshToken(parameters);
      default -> throw new FailureException(new Failure.UnsupportedGrantType());
    };
  }

  private static OfCode readCode(RequestParameters parameters) {
    return new OfCode(
        new AuthorizationCode(parameters.requireToken("code")),
        parameters.require("redirect_uri", MAX_REDIRECT_URI),
        parameters.find("code_verifier", RequestParameters.MAX_NAME),
        AuthorizationDetailsJson.find(parameters));
  }

  private static OfRefreshToken readRefreshToken(RequestParameters parameters) {
    return new OfRefreshToken(
        new RefreshToken(parameters.requireToken("refresh_token")),
        readScope(parameters),
        AuthorizationDetailsJson.find(parameters));
  }

  /** The characters of RFC 6749 §3.3; none of our scopes has others. */
  private static Optional<String> readScope(RequestParameters parameters) {
    Optional<String> scope = parameters.find("scope", MAX_SCOPE);
    if (scope.filter(text -> !text.matches("[\\x20-\\x7e&&[^\"\\\\]]*")).isPresent()) {
      throw new FailureException(new Failure.ScopeNotAllowed());
    }
    return scope;
  }
}
