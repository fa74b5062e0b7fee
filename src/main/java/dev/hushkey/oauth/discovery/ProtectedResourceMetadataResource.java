package dev.hushkey.oauth.discovery;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hushkey.wire.Challenges;
import dev.hushkey.wire.Issuer;
import dev.hushkey.wire.QuarkusSettings;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Says where callers of our API get their tokens, <a
 * href="https://www.rfc-editor.org/rfc/rfc9728#section-2">RFC 9728 §2</a>; the CLI logs in there.
 * Built from our settings only: Quarkus's own endpoint answers 404 until Keycloak has been reached
 * once.
 */
@Path("/.well-known/oauth-protected-resource")
@Tag(name = "OAuth")
public class ProtectedResourceMetadataResource {

  private final Metadata metadata;

  @Inject
  ProtectedResourceMetadataResource(Issuer resource, QuarkusSettings settings) {
    String realm = settings.oidc().authServerUrl().toString();
    this.metadata = new Metadata(resource.toString(), List.of(realm), Challenges.DPOP_ALGORITHMS);
  }

  /** Only the members that a caller needs. */
  @Schema(
      name = "ProtectedResourceMetadata",
      description = "RFC 9728 §2.",
      requiredProperties = {
        "resource",
        "authorization_servers",
        "dpop_signing_alg_values_supported"
      })
  public record Metadata(
      @JsonProperty("resource") String resource,
      @JsonProperty("authorization_servers") List<String> authorizationServers,
      @JsonProperty("dpop_signing_alg_values_supported") List<String> dpopAlgorithms) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @SecurityRequirements
  @Operation(
      operationId = "protectedResourceMetadata",
      summary = "Find out where callers of `/v1` get their tokens",
      description = "RFC 9728.")
  public Metadata metadata() {
    return metadata;
  }
}
