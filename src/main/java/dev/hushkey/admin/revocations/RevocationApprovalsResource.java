package dev.hushkey.admin.revocations;

import dev.hushkey.admin.PathIds;
import dev.hushkey.admin.Reason;
import dev.hushkey.caller.Caller;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.approval.RevocationRequest;
import dev.hushkey.revocation.approval.RevocationRequests;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
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

/** Decides revocations that need a second admin. */
@Path("/v1/revocations")
@Tag(name = "Revocation")
@RolesAllowed("admin")
@SecurityRequirement(name = "admin")
public class RevocationApprovalsResource {

  private final RevocationOrders orders;
  private final RevocationRequests requests;
  private final Caller caller;

  @Inject
  RevocationApprovalsResource(RevocationOrders orders, RevocationRequests requests, Caller caller) {
    this.orders = orders;
    this.requests = requests;
    this.caller = caller;
  }

  @POST
  @Path("{revocation}/approve")
  @Operation(
      operationId = "approveRevocation",
      summary = "Approve a revocation that another admin has asked for",
      description =
          "In force when the answer arrives. Nobody approves their own, and what has expired has to"
              + " be asked for anew.")
  @APIResponseSchema(RevocationAnswer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "409", ref = "NotInThisState")
  public Uni<RevocationAnswer> approve(
      @PathParam("revocation") @Parameter(schema = @Schema(ref = "RevocationId"))
          String revocation) {
    return requests.approve(
        PathIds.read("revocation", revocation, RevocationId::from),
        caller.actor(),
        asked -> orders.carryOut(order(asked)));
  }

  private RevocationOrders.Order order(RevocationRequest asked) {
    RevocationRequest.Content content = asked.content();
    return new RevocationOrders.Order(
        asked.id(),
        orders.read(content.json()),
        new Revocation.Cause(content.reason(), content.ticket()),
        asked.asked().by());
  }

  /** Why nothing is to be revoked. */
  @Schema(name = "RejectionRequest", requiredProperties = "reason")
  public record Rejection(@Schema(ref = "Reason") String reason) {}

  @POST
  @Path("{revocation}/reject")
  @Operation(
      operationId = "rejectRevocation",
      summary = "Reject a revocation that waits for approval, or take one's own back")
  @APIResponseSchema(RevocationAnswer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "409", ref = "NotInThisState")
  public Uni<RevocationAnswer> reject(
      @PathParam("revocation") @Parameter(schema = @Schema(ref = "RevocationId")) String revocation,
      Rejection rejection) {
    RevocationId id = PathIds.read("revocation", revocation, RevocationId::from);
    String why = Reason.require(rejection == null ? null : rejection.reason());
    return requests.reject(id, caller.actor(), why).map(RevocationAnswer::of);
  }
}
