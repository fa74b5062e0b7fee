package dev.hushkey.oauth.authorize;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.request.AuthorizationDetailsJson;
import dev.hushkey.oauth.request.CodeChallenge;
import dev.hushkey.oauth.request.RequestParameters;
import dev.hushkey.oauth.request.ResourceIndicators;
import dev.hushkey.wire.OAuthError;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads authorization requests, in the same way at each step. */
@Singleton
public class AuthorizationRequests {

  private static final int MAX_REDIRECT_URI = 512;
  private static final int MAX_SCOPE = 512;

  /**
   * Bounded by the size of a cookie in browsers (4096 bytes): during the log-in the whole request
   * is inside one, encrypted.
   */
  private static final int MAX_STATE = 1536;

  /** RFC 6749 appendix A.5. */
  private static final Pattern STATE = Pattern.compile("[\\x20-\\x7e]*");

  private final Assistants assistants;
  private final AuthorizationResponses responses;
  private final ResourceIndicators resources;

  @Inject
  public AuthorizationRequests(
      Assistants assistants, AuthorizationResponses responses, ResourceIndicators resources) {
    this.assistants = assistants;
    this.responses = responses;
    this.resources = resources;
  }

  /** Reads and checks the parameters. Never fails: every error is one of the readings. */
  public AuthorizationReading read(RequestParameters parameters) {
    Optional<ReturnAddress> address = findReturnAddress(parameters);
    if (address.isEmpty()) {
      return new AuthorizationReading.ErrorPage("client_id");
    }
    if (address.get().redirectUri().isEmpty()) {
      return new AuthorizationReading.ErrorPage("redirect_uri");
    }
    return readRest(parameters, address.get().assistant(), address.get().redirectUri().get());
  }

  private record ReturnAddress(Assistant assistant, Optional<String> redirectUri) {}

  private Optional<ReturnAddress> findReturnAddress(RequestParameters parameters) {
    return parameters
        .findQuietly("client_id", RequestParameters.MAX_NAME)
        .flatMap(assistants::byClientId)
        .map(assistant -> new ReturnAddress(assistant, findRedirectUri(parameters, assistant)));
  }

  /** Character by character, RFC 9700 §2.1: no prefix, no pattern, no normalisation. */
  private static Optional<String> findRedirectUri(
      RequestParameters parameters, Assistant assistant) {
    return parameters
        .findQuietly("redirect_uri", MAX_REDIRECT_URI)
        .filter(assistant.client().redirectUris()::contains);
  }

  private AuthorizationReading readRest(
      RequestParameters parameters, Assistant assistant, String redirectUri) {
    Optional<String> state = Optional.empty();
    try {
      state = readState(parameters);
      refuseRequestObjects(parameters);
      requireResponseType(parameters);
      requireResponseMode(parameters);
      resources.requireOurs(parameters);
      return new AuthorizationReading.Valid(
          new AuthorizationRequest(
              assistant,
              redirectUri,
              readScope(parameters, assistant),
              state,
              readChallenge(parameters, assistant),
              AuthorizationDetailsJson.find(parameters),
              Optional.empty()));
    } catch (WrongRequest wrong) {
      return responses.refusal(redirectUri, state, wrong.error, wrong.getMessage());
    } catch (FailureException refused) {
      // the codes of RFC 6749 §4.1.2.1, RFC 8707 §2 and RFC 9396 §5 are those of the token endpoint
      OAuthError error = OAuthError.of(refused.failure());
      return responses.refusal(redirectUri, state, error.error(), error.description());
    }
  }

  /** OpenID Connect Core §3.1.2.6, for clients that expect support for request objects. */
  private static void refuseRequestObjects(RequestParameters parameters) {
    for (String name : List.of("request", RequestUri.PARAMETER)) {
      if (parameters.has(name)) {
        throw new WrongRequest(
            name + "_not_supported", "parameter '" + name + "': push the request (RFC 9126)");
      }
    }
  }

  private static Optional<String> readState(RequestParameters parameters) {
    Optional<String> state = parameters.find("state", MAX_STATE);
    if (state.isPresent() && !STATE.matcher(state.get()).matches()) {
      throw FailureException.malformed("state", "must be printable ASCII");
    }
    return state;
  }

  private static void requireResponseType(RequestParameters parameters) {
    if (!"code".equals(parameters.require("response_type", RequestParameters.MAX_NAME))) {
      throw new WrongRequest("unsupported_response_type", "parameter 'response_type': use code");
    }
  }

  /** OAuth 2.0 Multiple Response Type Encoding Practices §2.1; we have the default mode alone. */
  private static void requireResponseMode(RequestParameters parameters) {
    Optional<String> mode = parameters.find("response_mode", RequestParameters.MAX_NAME);
    if (mode.isPresent() && !mode.get().equals("query")) {
      throw FailureException.malformed("response_mode", "only query is supported");
    }
  }

  /** Scopes are a set; RFC 6749 §3.3 allows a default when none is requested. */
  private static String readScope(RequestParameters parameters, Assistant assistant) {
    List<String> asked =
        parameters.find("scope", MAX_SCOPE).stream()
            .flatMap(text -> Arrays.stream(text.split(" ")))
            .filter(scope -> !scope.isEmpty())
            .toList();
    if (!assistant.client().scopes().containsAll(asked)) {
      throw new WrongRequest(
          "invalid_scope", "parameter 'scope': names a scope that is not allowed");
    }
    return String.join(" ", new TreeSet<>(asked.isEmpty() ? assistant.client().scopes() : asked));
  }

  private static Optional<CodeChallenge> readChallenge(
      RequestParameters parameters, Assistant assistant) {
    Optional<String> challenge = parameters.find("code_challenge", RequestParameters.MAX_NAME);
    Optional<String> method = parameters.find("code_challenge_method", RequestParameters.MAX_NAME);
    if (challenge.isEmpty() && (assistant.client().requirePkce() || method.isPresent())) {
      throw FailureException.malformed("code_challenge", "is missing");
    }
    // RFC 7636 §4.3: the default method is plain.
    if (challenge.isPresent() && !method.equals(Optional.of(CodeChallenge.METHOD))) {
      throw FailureException.malformed("code_challenge_method", "only S256 is supported");
    }
    return challenge.map(AuthorizationRequests::toChallenge);
  }

  private static CodeChallenge toChallenge(String value) {
    try {
      return new CodeChallenge(value);
    } catch (IllegalArgumentException malformed) {
      throw FailureException.malformed("code_challenge", malformed.getMessage());
    }
  }

  /** An error of RFC 6749 §4.1.2.1 that only exists at this endpoint. */
  private static final class WrongRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String error;

    WrongRequest(String error, String description) {
      super(description);
      this.error = error;
    }
  }
}
