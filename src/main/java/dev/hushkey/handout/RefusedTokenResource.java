package dev.hushkey.handout;

import dev.hushkey.caller.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The camera backend reports that a gateway refused a token that it was handed. */
@Path("/v1/handouts/refused")
@Tag(name = "Hand-out")
@RolesAllowed("camera-backend")
@SecurityRequirement(name = "camera-backend")
public class RefusedTokenResource {

  private final RefusedTokens refused;
  private final Caller caller;

  @Inject
  RefusedTokenResource(RefusedTokens refused, Caller caller) {
    this.refused = refused;
    this.caller = caller;
  }

  /** Not cancelled when the caller hangs up, for the reason that a hand-out is not. */
  @POST
  @Cancellable(false)
  @Operation(
      operationId = "reportRefusedToken",
      summary = "Report that a gateway refused a token that looked alive",
      description =
          "If it is the token that Hushkey would hand out now, it is refreshed once, and only its"
              + " outcome decides about the link.")
  @APIResponseSchema(RefusedTokenAnswer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "429", ref = "TooOften")
  public Uni<RefusedTokenAnswer> report(RefusedTokenReport body) {
    return refused.report(RefusedTokenReport.read(body), caller.actor());
  }
}
