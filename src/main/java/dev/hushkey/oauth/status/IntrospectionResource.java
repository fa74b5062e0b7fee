package dev.hushkey.oauth.status;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.oauth.request.RequestParameters;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.wire.Issuer;
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

/** The introspection endpoint, RFC 7662 §2. */
@Path("/oauth2/introspect")
@Tag(name = "OAuth")
public class IntrospectionResource {

  private final Introspectors callers;
  private final Introspection introspection;
  private final Assistants assistants;
  private final Issuer issuer;
  private final AuditTrail audit;

  @Inject
  IntrospectionResource(
      Introspectors callers,
      Introspection introspection,
      Assistants assistants,
      Issuer issuer,
      AuditTrail audit) {
    this.callers = callers;
    this.introspection = introspection;
    this.assistants = assistants;
    this.issuer = issuer;
    this.audit = audit;
  }

  /** Returns whether a token is live, and whose it is. The hint is not needed. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  @SecurityRequirement(name = "client")
  @SecurityRequirement(name = "skill")
  @SecurityRequirement(name = "camera-backend")
  @SecurityRequirement(name = "admin")
  @Operation(
      operationId = "introspect",
      summary = "Ask about a token",
      description =
          "RFC 7662, for access and refresh tokens. Assistants authenticate as at the token"
              + " endpoint and see their own tokens; internal callers show a bearer token of"
              + " Keycloak and see all.")
  @APIResponse(
      responseCode = "200",
      description = "What the token stands for; `active` is false for anything else",
      content = @Content(schema = @Schema(ref = "IntrospectionAnswer")))
  @APIResponse(responseCode = "403", ref = "OAuthNotAllowed")
  public Uni<Response> introspect(
      @Context HttpHeaders headers,
      @RequestBody(ref = "TokenToIntrospectForm") MultivaluedMap<String, String> form) {
    RequestParameters parameters = RequestParameters.of(form);
    return callers
        .authenticate(headers, parameters)
        .chain(caller -> answer(caller, parameters))
        .map(answer -> Response.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build());
  }

  private Uni<IntrospectionAnswer> answer(Introspector caller, RequestParameters parameters) {
    SecretText token = parameters.requireToken("token");
    return introspection.of(token).chain(found -> recorded(caller, token, found));
  }

  /** Recorded before it is answered, as a check is: the answer names a user, and devices. */
  private Uni<IntrospectionAnswer> recorded(
      Introspector caller, SecretText token, Optional<IntrospectedToken> found) {
    IntrospectionAnswer answer = IntrospectionAnswer.of(caller, found, assistants, issuer);
    return audit
        .record(
            new AuditEvent.TokenIntrospected(
                caller.actor(),
                found.map(IntrospectedToken::link),
                found.flatMap(IntrospectedToken::accessToken),
                TokenHash.of(token),
                answer.active()))
        .replaceWith(answer);
  }
}
