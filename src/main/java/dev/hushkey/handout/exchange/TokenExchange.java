package dev.hushkey.handout.exchange;

import dev.hushkey.caller.ActingCallers;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.request.RequestParameters;
import dev.hushkey.oauth.token.ExtensionGrant;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * Exchanges an assistant's access token, for the skill, for one that the camera backend accepts, <a
 * href="https://www.rfc-editor.org/rfc/rfc8693">RFC 8693</a>. The skill authenticates by its actor
 * token only (docs/adr/0016-token-exchange-by-actor-token.md).
 */
@Singleton
class TokenExchange implements ExtensionGrant {

  private static final String SKILL = "skill";

  private final ActingCallers callers;
  private final Exchanges exchanges;
  private final ExchangeSettings settings;

  @Inject
  TokenExchange(ActingCallers callers, Exchanges exchanges, ExchangeSettings settings) {
    this.callers = callers;
    this.exchanges = exchanges;
    this.settings = settings;
  }

  @Override
  public String grantType() {
    return "urn:ietf:params:oauth:grant-type:token-exchange";
  }

  @Override
  public boolean isOn() {
    return settings.cameraBackendAudience().isPresent();
  }

  @Override
  public Uni<Response> answer(HttpHeaders headers, RequestParameters parameters) {
    if (headers.getRequestHeaders().containsKey(HttpHeaders.AUTHORIZATION)) {
      throw FailureException.malformed("Authorization", "authenticate with actor_token only");
    }
    ExchangeRequest request =
        ExchangeRequest.read(parameters, settings.cameraBackendAudience().orElseThrow());
    return callers
        .authenticate("actor_token", request.actorToken())
        .invoke(TokenExchange::requireSkill)
        .chain(skill -> exchanges.exchange(request, skill))
        .map(TokenExchange::toResponse);
  }

  private static void requireSkill(SecurityIdentity caller) {
    if (!caller.hasRole(SKILL)) {
      throw new FailureException(new Failure.GrantTypeNotAllowed());
    }
  }

  private static Response toResponse(ExchangeAnswer answer) {
    return Response.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
