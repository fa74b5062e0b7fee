package dev.hushkey.oauth.discovery;

import dev.hushkey.oauth.keys.SigningKeys;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Our public keys, RFC 7517 §5. Needs a class with the whole path: one with a shorter path loses to
 * any other below {@code /oauth2}.
 */
@Path("/oauth2/jwks")
@Tag(name = "OAuth")
@Produces(MediaType.APPLICATION_JSON)
public class JwksResource {

  /** For as long a verifier that keeps the document accepts a key after it was withdrawn. */
  private static final Duration MAX_AGE = Duration.ofMinutes(5);

  private final SigningKeys keys;

  @Inject
  JwksResource(SigningKeys keys) {
    this.keys = keys;
  }

  /** The public keys that our access tokens can be verified with. */
  @GET
  @SecurityRequirements
  @Operation(
      operationId = "jwks",
      summary = "Get the public keys that access tokens are verified with",
      description = "RFC 7517. Fetch it again for a `kid` that you do not know.")
  @APIResponse(
      responseCode = "200",
      description = "The keys",
      content = @Content(schema = @Schema(ref = "JsonWebKeySet")))
  public Uni<Response> jwks() {
    return keys.published()
        .map(
            all ->
                Response.ok(Map.of("keys", all))
                    .header(HttpHeaders.CACHE_CONTROL, "public, max-age=" + MAX_AGE.toSeconds())
                    .build());
  }
}
