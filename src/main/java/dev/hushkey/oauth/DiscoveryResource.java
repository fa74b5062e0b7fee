package dev.hushkey.oauth;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.oauth.keys.SigningKeys;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What anybody may know: our metadata (RFC 8414 §3) and our public keys (RFC 7517 §5). */
@Path("/")
@Tag(name = "OAuth")
@Produces(MediaType.APPLICATION_JSON)
public class DiscoveryResource {

  private final Issuer issuer;
  private final Assistants assistants;
  private final SigningKeys keys;

  @Inject
  DiscoveryResource(Issuer issuer, Assistants assistants, SigningKeys keys) {
    this.issuer = issuer;
    this.assistants = assistants;
    this.keys = keys;
  }

  /** Our metadata. */
  @GET
  @Operation(summary = "Metadata of the authorization server, RFC 8414")
  @Path(".well-known/oauth-authorization-server")
  public ServerMetadata metadata() {
    return ServerMetadata.of(issuer, assistants.all());
  }

  /** The public keys that our access tokens can be verified with. */
  @GET
  @Operation(summary = "The public keys that access tokens are verified with, RFC 7517")
  @Path("oauth2/jwks")
  public Uni<Map<String, List<Map<String, Object>>>> jwks() {
    return keys.published().map(all -> Map.of("keys", all));
  }
}
