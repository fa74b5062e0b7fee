package dev.hushkey.handout.exchange;

import dev.hushkey.oauth.keys.ExchangeKeySettings;
import dev.hushkey.oauth.keys.SigningKeys;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The public keys of exchanged tokens, RFC 7517 §5: for the camera backend, which with them alone
 * cannot accept an assistant's token by mistake.
 */
@Path("/oauth2/jwks/exchanged-tokens")
@Tag(name = "OAuth")
@Produces(MediaType.APPLICATION_JSON)
public class ExchangeJwksResource {

  private final SigningKeys keys;
  private final ExchangeSettings settings;

  @Inject
  ExchangeJwksResource(SigningKeys keys, ExchangeSettings settings) {
    this.keys = keys;
    this.settings = settings;
  }

  /** The public keys that exchanged tokens can be verified with. */
  @GET
  @SecurityRequirements
  @Operation(
      operationId = "exchangedTokensJwks",
      summary = "Get the public keys that exchanged tokens are verified with",
      description =
          "RFC 7517. Fetch it again for a `kid` that you do not know, and when it is older than its"
              + " `Cache-Control` allows: a withdrawn key is gone from it at once. Empty while token"
              + " exchange is off.")
  @APIResponse(
      responseCode = "200",
      description = "The keys",
      content = @Content(schema = @Schema(ref = "JsonWebKeySet")))
  public Uni<Response> jwks() {
    return settings.cameraBackendAudience().isPresent()
        ? keys.publishedForExchange().map(ExchangeJwksResource::toResponse)
        : Uni.createFrom().item(() -> toResponse(List.of()));
  }

  private static Response toResponse(List<Map<String, Object>> all) {
    return Response.ok(Map.of("keys", all))
        .header(
            HttpHeaders.CACHE_CONTROL,
            "public, max-age=" + ExchangeKeySettings.JWKS_MAX_AGE.toSeconds())
        .build();
  }
}
