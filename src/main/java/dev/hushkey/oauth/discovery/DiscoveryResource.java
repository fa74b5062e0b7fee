package dev.hushkey.oauth.discovery;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.oauth.token.ExtensionGrants;
import dev.hushkey.wire.Issuer;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Public information: our metadata, RFC 8414 §3. */
@Path("/")
@Tag(name = "OAuth")
@Produces(MediaType.APPLICATION_JSON)
public class DiscoveryResource {

  private final Issuer issuer;
  private final Assistants assistants;
  private final ExtensionGrants extensions;

  @Inject
  DiscoveryResource(Issuer issuer, Assistants assistants, ExtensionGrants extensions) {
    this.extensions = extensions;
    this.issuer = issuer;
    this.assistants = assistants;
  }

  /** Our metadata. */
  @GET
  @SecurityRequirements
  @Operation(
      operationId = "serverMetadata",
      summary = "Find out what the authorization server can do",
      description = "RFC 8414.")
  @Path(".well-known/oauth-authorization-server")
  public ServerMetadata metadata() {
    return ServerMetadata.of(issuer, assistants.all(), extensions.grantTypes());
  }
}
