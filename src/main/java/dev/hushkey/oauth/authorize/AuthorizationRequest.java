package dev.hushkey.oauth.authorize;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.oauth.request.AuthorizationDetails;
import dev.hushkey.oauth.request.AuthorizationDetailsJson;
import dev.hushkey.oauth.request.CodeChallenge;
import dev.hushkey.oauth.request.PackedQuery;
import dev.hushkey.oauth.request.Query;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A valid authorization request, RFC 6749 §4.1.1 with RFC 7636 §4.3. It travels through log-in and
 * consent inside the browser's addresses; we do not store it until the user approves, unless the
 * assistant pushed it (RFC 9126).
 *
 * @param scope what is granted, space-separated: what was requested, or the assistant's default
 * @param state the assistant's own value, returned to it
 * @param details what may be ticked at most, RFC 9396; absent means everything
 * @param pushed the reference to the whole request, if it was pushed
 */
public record AuthorizationRequest(
    Assistant assistant,
    String redirectUri,
    String scope,
    Optional<String> state,
    Optional<CodeChallenge> codeChallenge,
    Optional<AuthorizationDetails> details,
    Optional<RequestUri> pushed) {

  /** A request that is entirely in the address and asks for no details. */
  public AuthorizationRequest(
      Assistant assistant,
      String redirectUri,
      String scope,
      Optional<String> state,
      Optional<CodeChallenge> codeChallenge) {
    this(assistant, redirectUri, scope, state, codeChallenge, Optional.empty(), Optional.empty());
  }

  /** The same request, as a pushed one. */
  AuthorizationRequest pushedAs(RequestUri uri) {
    return new AuthorizationRequest(
        assistant, redirectUri, scope, state, codeChallenge, details, Optional.of(uri));
  }

  /** What the user may allow for one device. */
  public Set<Action> actionsOn(DeviceId device) {
    return details
        .map(asked -> asked.actionsOn(device))
        .orElseGet(() -> EnumSet.allOf(Action.class));
  }

  /** The parameters to repeat at the next page, in a fixed order. */
  public Map<String, String> toParameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("client_id", assistant.client().id());
    if (pushed.isPresent()) {
      parameters.put(RequestUri.PARAMETER, pushed.get().value().reveal());
      return parameters;
    }
    parameters.put("response_type", "code");
    parameters.put("redirect_uri", redirectUri);
    parameters.put("scope", scope);
    state.ifPresent(value -> parameters.put("state", value));
    codeChallenge.ifPresent(
        challenge -> {
          parameters.put("code_challenge", challenge.value());
          parameters.put("code_challenge_method", CodeChallenge.METHOD);
        });
    details.ifPresent(
        asked ->
            parameters.put(
                AuthorizationDetailsJson.PARAMETER, AuthorizationDetailsJson.write(asked)));
    return parameters;
  }

  /** The same for an address that a browser keeps during the log-in: in a form that fits. */
  public String toShortQuery() {
    return PackedQuery.shorten(toQuery());
  }

  /** The same as a query string. */
  public String toQuery() {
    return Query.of(toParameters());
  }
}
