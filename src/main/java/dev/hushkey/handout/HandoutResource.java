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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The camera backend gets the assistant's tokens of one user, for one device and one action. */
@Path("/v1/handouts")
@Tag(name = "Hand-out")
@RolesAllowed("camera-backend")
@SecurityRequirement(name = "camera-backend")
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
   * Hands out tokens. Not cancelled when the caller hangs up: a refresh that has begun must be
   * stored, or the rotated token is lost.
   */
  @POST
  @Cancellable(false)
  @Operation(
      operationId = "handOut",
      summary = "Get the assistant's tokens of one user, for one device and one action",
      description =
          "Decided now, by current ownership, links, device grants and cut-offs. A user may have"
              + " several links with one assistant: each that allows it is in `handouts`, with the"
              + " identity that it was decided for; compare that with what you asked, and do not"
              + " cache the answer. Each other living link is in `withheld`, with the reason. If"
              + " `handouts` would be empty, the answer is a 403 with the `reason` of the link that"
              + " came closest, or a 503 if a link allows it but its token cannot be had now.")
  @APIResponseSchema(HandoutAnswer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<RestResponse<HandoutAnswer>> handOut(HandoutRequest body) {
    Question question = HandoutRequest.read(body);
    return meters
        .handouts(
            handouts.handOut(question, body.onlyLink(), caller.actor()), HandoutAnswer::outcome)
        .map(
            answer ->
                ResponseBuilder.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build());
  }
}
