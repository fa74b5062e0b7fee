package dev.hushkey.admin;

import dev.hushkey.caller.Caller;
import dev.hushkey.drill.Drill;
import dev.hushkey.drill.Drills;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DrillId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Rehearses incidents. */
@Path("/v1/drills")
@Tag(name = "Revocation")
@RolesAllowed("admin")
@SecurityRequirement(name = "admin")
public class DrillsResource {

  private static final int DEFAULT_LINKS = 1000;

  private final Drills drills;
  private final Caller caller;

  @Inject
  DrillsResource(Drills drills, Caller caller) {
    this.drills = drills;
    this.caller = caller;
  }

  /** What to rehearse. */
  @Schema(name = "DrillRequest", requiredProperties = "assistant")
  public record Request(
      @Schema(description = "With whose keys and settings") AssistantId assistant,
      @Schema(
              description = "How many links to make and revoke",
              minimum = "1",
              maximum = "" + Drill.Plan.MAX,
              defaultValue = "" + DEFAULT_LINKS)
          Integer links) {}

  @POST
  @Operation(
      operationId = "beginDrill",
      summary = "Begin to rehearse an incident",
      description =
          "Makes links that nobody has, revokes and sweeps them, links them again, and removes them."
              + " No link of anybody is touched. It goes on in the background; there is one at a time.")
  @APIResponseSchema(DrillAnswer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "409", ref = "NotInThisState")
  public Uni<DrillAnswer> begin(Request request) {
    if (request == null || request.assistant() == null) {
      throw FailureException.malformed("assistant", "is missing");
    }
    int links = request.links() == null ? DEFAULT_LINKS : request.links();
    if (links < 1 || links > Drill.Plan.MAX) {
      throw FailureException.malformed("links", "must be 1 to " + Drill.Plan.MAX);
    }
    return drills.begin(request.assistant(), links, caller.actor()).map(DrillAnswer::of);
  }

  @GET
  @Path("{drill}")
  @Operation(operationId = "showDrill", summary = "Show a drill and what it has measured so far")
  @APIResponseSchema(DrillAnswer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<DrillAnswer> show(
      @PathParam("drill") @Parameter(schema = @Schema(ref = "DrillId")) String drill) {
    return drills.require(PathIds.read("drill", drill, DrillId::from)).map(DrillAnswer::of);
  }
}
