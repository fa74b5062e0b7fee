package dev.hushkey.handout.exchange;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.oauth.request.AuthorizationDetails;
import dev.hushkey.oauth.request.AuthorizationDetailsJson;
import dev.hushkey.oauth.request.RequestParameters;
import dev.hushkey.oauth.request.ResourceIndicators;
import dev.hushkey.secret.SecretText;

/**
 * A token exchange, <a href="https://www.rfc-editor.org/rfc/rfc8693#section-2.1">RFC 8693 §2.1</a>,
 * for one device and one action.
 *
 * @param subjectToken what the assistant sent with a directive
 * @param actorToken the skill's own Keycloak token
 */
record ExchangeRequest(
    SecretText subjectToken,
    SecretText actorToken,
    DeviceId device,
    Action action,
    AuthorizationDetails details) {

  static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  private static final int MAX_TYPE = 128;
  private static final int MAX_TOKEN = 8192;

  /**
   * Reads a request.
   *
   * @param audience the only audience that tokens are exchanged for
   * @throws FailureException malformed, {@link Failure.TargetNotKnown}, {@link
   *     Failure.ScopeNotAllowed} or {@link Failure.AuthorizationDetailsNotValid}
   */
  static ExchangeRequest read(RequestParameters parameters, String audience) {
    SecretText subject = readToken(parameters, "subject_token");
    SecretText actor = readToken(parameters, "actor_token");
    parameters
        .find("requested_token_type", MAX_TYPE)
        .ifPresent(type -> requireAccessToken("requested_token_type", type));
    ResourceIndicators.requireOnly(parameters, "audience", audience);
    ResourceIndicators.requireOnly(parameters, "resource", audience);
    if (!parameters.findAll("scope", MAX_TYPE).isEmpty()) {
      throw new FailureException(new Failure.ScopeNotAllowed());
    }
    AuthorizationDetails details =
        AuthorizationDetailsJson.find(parameters)
            .orElseThrow(() -> FailureException.malformed("authorization_details", "is missing"));
    AuthorizationDetails.Detail one = requireOne(details);
    return new ExchangeRequest(
        subject, actor, one.device().orElseThrow(), one.actions().iterator().next(), details);
  }

  private static SecretText readToken(RequestParameters parameters, String name) {
    SecretText token = SecretText.of(parameters.require(name, MAX_TOKEN));
    requireAccessToken(name + "_type", parameters.require(name + "_type", MAX_TYPE));
    return token;
  }

  private static void requireAccessToken(String name, String type) {
    if (!ACCESS_TOKEN.equals(type)) {
      throw FailureException.malformed(name, "must be " + ACCESS_TOKEN);
    }
  }

  private static AuthorizationDetails.Detail requireOne(AuthorizationDetails details) {
    AuthorizationDetails.Detail first = details.all().getFirst();
    if (details.all().size() > 1 || first.device().isEmpty() || first.actions().size() != 1) {
      throw new FailureException(
          new Failure.AuthorizationDetailsNotValid(
              "name one device by identifier, and one action"));
    }
    return first;
  }
}
