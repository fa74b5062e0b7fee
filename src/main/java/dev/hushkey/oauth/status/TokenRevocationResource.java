package dev.hushkey.oauth.status;

import dev.hushkey.oauth.request.Clients;
import dev.hushkey.oauth.request.RequestParameters;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The revocation endpoint, RFC 7009 §2. */
@Path("/oauth2/revoke")
@Tag(name = "OAuth")
public class TokenRevocationResource {

  private final Clients clients;
  private final TokenRevocation revocation;

  @Inject
  TokenRevocationResource(Clients clients, TokenRevocation revocation) {
    this.clients = clients;
    this.revocation = revocation;
  }

  /**
   * Answers 200 also for an unknown token, §2.2. The hint is not needed: no two tokens are alike.
   */
  @POST
  @SecurityRequirement(name = "client")
  @Operation(
      operationId = "revokeToken",
      summary = "Give a token back",
      description =
          "RFC 7009: a refresh token ends its whole link, an access token ends alone. Client"
              + " authentication as at the token endpoint.")
  @APIResponse(responseCode = "200", description = "The token is not valid any more, or never was")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<RestResponse<Void>> revoke(
      @Context HttpHeaders headers,
      @RequestBody(ref = "TokenToRevokeForm") MultivaluedMap<String, String> form) {
    RequestParameters parameters = RequestParameters.of(form);
    return clients
        .authenticate(headers, parameters)
        .chain(client -> revocation.revoke(client, parameters.requireToken("token")))
        .replaceWith(
            () -> ResponseBuilder.<Void>ok().header(HttpHeaders.CACHE_CONTROL, "no-store").build());
  }
}
