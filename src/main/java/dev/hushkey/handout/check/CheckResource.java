package dev.hushkey.handout.check;

import dev.hushkey.caller.Caller;
import dev.hushkey.handout.decision.HandoutMeters;
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

/** The skill asks what an assistant's bearer token allows. */
@Path("/v1/checks")
@Tag(name = "Hand-out", description = "Tokens and decisions for one user, device and action.")
@RolesAllowed("skill")
public class CheckResource {

  private final Checks checks;
  private final HandoutMeters meters;
  private final Caller caller;

  @Inject
  CheckResource(Checks checks, HandoutMeters meters, Caller caller) {
    this.checks = checks;
    this.meters = meters;
    this.caller = caller;
  }

  /** Both answers are a success of the call: the question was decided. */
  @POST
  @Operation(
      summary = "May this bearer token do this with this device, now?",
      description = "Decided now, by current ownership, link, grant and cut-offs. Do not keep it.")
  @APIResponse(
      responseCode = "200",
      description = "Allowed with the identity it was decided for, or the reason why not",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = CheckAnswer.class)))
  public Uni<Response> check(CheckRequest body) {
    CheckRequest request = CheckRequest.read(body);
    return meters
        .checks(checks.check(request, caller.actor()), CheckAnswer::outcome)
        .map(answer -> Response.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build());
  }
}
