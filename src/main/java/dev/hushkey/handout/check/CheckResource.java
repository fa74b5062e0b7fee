package dev.hushkey.handout.check;

import dev.hushkey.caller.Caller;
import dev.hushkey.handout.decision.HandoutMeters;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The skill asks what an assistant's bearer token allows. */
@Path("/v1/checks")
@Tag(name = "Hand-out")
@RolesAllowed("skill")
@SecurityRequirement(name = "skill")
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

  /** Both results are status 200: the question was decided. */
  @POST
  @Operation(
      operationId = "check",
      summary = "Check whether a bearer token may act on a device now",
      description =
          "Decided now, by current ownership, link, device grant and cut-offs. Do not cache the"
              + " answer.")
  public Uni<RestResponse<CheckAnswer>> check(CheckRequest body) {
    CheckRequest request = CheckRequest.read(body);
    return meters
        .checks(checks.check(request, caller.actor()), CheckAnswer::outcome)
        .map(
            answer ->
                ResponseBuilder.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build());
  }
}
