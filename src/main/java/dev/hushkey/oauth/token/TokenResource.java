package dev.hushkey.oauth.token;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.request.Clients;
import dev.hushkey.oauth.request.RequestParameters;
import dev.hushkey.oauth.request.ResourceIndicators;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The token endpoint, <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.2">RFC 6749
 * §3.2</a>. Alexa waits 4.5 seconds for the answer and keeps its link if the answer is a 503.
 */
@Path("/oauth2/token")
@Tag(name = "OAuth")
public class TokenResource {

  private final Clients clients;
  private final AuthorizationCodeGrant codeGrant;
  private final RefreshTokenGrant refreshGrant;
  private final ResourceIndicators resources;
  private final ExtensionGrants extensions;

  @Inject
  TokenResource(
      Clients clients,
      AuthorizationCodeGrant codeGrant,
      RefreshTokenGrant refreshGrant,
      ResourceIndicators resources,
      ExtensionGrants extensions) {
    this.clients = clients;
    this.codeGrant = codeGrant;
    this.refreshGrant = refreshGrant;
    this.resources = resources;
    this.extensions = extensions;
  }

  /** Answers with tokens or with an error of §5.2. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  @SecurityRequirement(name = "client")
  @Operation(
      operationId = "token",
      summary = "Exchange a code, refresh, or exchange a token",
      description =
          "RFC 6749 §4.1.3 and §6 for assistants, RFC 8693 for the skill. Assistants authenticate by"
              + " HTTP Basic or in the body, the skill by its `actor_token`.")
  @APIResponse(
      responseCode = "200",
      description = "Tokens",
      content = @Content(schema = @Schema(ref = "TokenAnswer")))
  public Uni<Response> token(
      @Context HttpHeaders headers,
      @RequestBody(ref = "TokenForm") MultivaluedMap<String, String> form) {
    RequestParameters parameters = RequestParameters.of(form);
    Optional<ExtensionGrant> extension = extensions.find(parameters);
    return extension.isPresent()
        ? extension.get().answer(headers, parameters)
        : clients
            .authenticate(headers, parameters)
            .chain(client -> answerAssistant(client, parameters));
  }

  private Uni<Response> answerAssistant(Assistant client, RequestParameters parameters) {
    resources.requireOurs(parameters);
    return grant(client, TokenRequest.read(parameters))
        .chain(outcome -> requireTokens(client, outcome))
        .map(TokenResource::answer);
  }

  private Uni<TokenOutcome> grant(Assistant client, TokenRequest request) {
    return switch (request) {
      case TokenRequest.OfCode code -> codeGrant.exchange(client, code);
      case TokenRequest.OfRefreshToken token -> refreshGrant.refresh(client, token);
    };
  }

  private static Uni<GrantedTokens> requireTokens(Assistant client, TokenOutcome outcome) {
    return switch (outcome) {
      case TokenOutcome.Granted granted -> granted.tokens();
      case TokenOutcome.Refused refused -> {
        Log.infof("Refused tokens to %s: %s", client.id(), refused.why());
        throw new FailureException(new Failure.GrantNotUsable(refused.why()));
      }
    };
  }

  private static Response answer(GrantedTokens tokens) {
    return Response.ok(TokenAnswer.of(tokens))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("Pragma", "no-cache")
        .build();
  }
}
