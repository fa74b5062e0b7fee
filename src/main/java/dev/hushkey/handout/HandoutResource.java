package dev.hushkey.handout;

import dev.hushkey.caller.Caller;
import dev.hushkey.handout.decision.HandoutMeters;
import dev.hushkey.handout.decision.Question;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The camera backend gets the assistant's token of one user, for one device and one action. */
@Path("/v1/handouts")
@Tag(name = "Hand-out", description = "Tokens and decisions for one user, device and action.")
@RolesAllowed("camera-backend")
public class HandoutResource {

  private final Handouts handouts;
  private final HandoutMeters meters;
  private final Caller caller;

  @Inject
  HandoutResource(Handouts handouts, HandoutMeters meters, Caller caller) {
    this.handouts = handouts;
    this.meters = meters;
    this.caller = caller;
  }

  /**
   * Hands out a token. Not cancelled when the caller hangs up: a refresh that has begun must be
   * stored, or the rotated token is lost.
   */
  @POST
  @Cancellable(false)
  @Operation(
      summary = "Get the assistant's token of one user, for one device and one action",
      description = "Decided now, by current ownership, link, grant and cut-offs. Do not keep it.")
  @APIResponse(
      responseCode = "200",
      description = "Allowed",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = HandoutAnswer.class)))
  @APIResponse(responseCode = "403", description = "Refused; the reason says by which rule")
  public Uni<Response> handOut(HandoutRequest body) {
    Question question = HandoutRequest.read(body);
    return meters
        .handouts(handouts.handOut(question, caller.actor()))
        .map(answer -> Response.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build());
  }
}
