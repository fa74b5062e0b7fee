package dev.hushkey.oauth;

import dev.hushkey.assistant.Assistant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A valid authorization request, RFC 6749 §4.1.1 with RFC 7636 §4.3. It travels through log-in and
 * consent inside the browser's addresses; we store nothing of it until the user approves.
 *
 * @param scope what is granted, space-separated: what was asked for, or the assistant's default
 * @param state the assistant's own value, told back to it and kept nowhere
 */
public record AuthorizationRequest(
    Assistant assistant,
    String redirectUri,
    String scope,
    Optional<String> state,
    Optional<CodeChallenge> codeChallenge) {

  /** The parameters to repeat at the next page, in a fixed order. */
  public Map<String, String> toParameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", assistant.clientId());
    parameters.put("redirect_uri", redirectUri);
    parameters.put("scope", scope);
    state.ifPresent(value -> parameters.put("state", value));
    codeChallenge.ifPresent(
        challenge -> {
          parameters.put("code_challenge", challenge.value());
          parameters.put("code_challenge_method", CodeChallenge.METHOD);
        });
    return parameters;
  }

  /** The same as a query. */
  public String toQuery() {
    return Query.of(toParameters());
  }
}
