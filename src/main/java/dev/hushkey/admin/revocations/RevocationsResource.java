package dev.hushkey.admin.revocations;

import dev.hushkey.audit.Actor;
import dev.hushkey.caller.Caller;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.approval.ApprovalRule;
import dev.hushkey.revocation.approval.RevocationRequest;
import dev.hushkey.revocation.approval.RevocationRequests;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.revocation.selection.Selector;
import dev.hushkey.revocation.sessions.SessionEnding;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Ends any set of links at once. */
@Path("/v1/revocations")
@Tag(name = "Revocation")
@RolesAllowed("admin")
@SecurityRequirement(name = "admin")
public class RevocationsResource {

  private final RevocationOrders orders;
  private final EarlierOrders earlier;
  private final SessionEnding sessions;
  private final Causes causes;
  private final RevocationRequests requests;
  private final ApprovalRule approval;
  private final Caller caller;

  @Inject
  RevocationsResource(
      RevocationOrders orders,
      EarlierOrders earlier,
      SessionEnding sessions,
      Causes causes,
      RevocationRequests requests,
      ApprovalRule approval,
      Caller caller) {
    this.orders = orders;
    this.earlier = earlier;
    this.sessions = sessions;
    this.causes = causes;
    this.requests = requests;
    this.approval = approval;
    this.caller = caller;
  }

  @POST
  @Operation(
      operationId = "revoke",
      summary = "Revoke a set of links, or count what would be revoked",
      description =
          "In force when a 200 arrives, whatever the size of the set; rows are cleaned up in the"
              + " background. A 202 means that nothing is in force: another admin has to approve."
              + " A selector that contradicts itself, or names an instant in the"
              + " future, is refused. With an id of the caller's choice it may be sent again: it is"
              + " made once.")
  @APIResponseSchema(RevocationAnswer.class)
  @APIResponse(responseCode = "202", ref = "AwaitsApproval")
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "409", ref = "NotInThisState")
  public Uni<RestResponse<RevocationAnswer>> revoke(RevocationBody request) {
    if (request == null) {
      throw FailureException.malformed("body", "a JSON object is needed");
    }
    Selection selection = selection(request.selector());
    if (request.endSessions()) {
      sessions.require();
    }
    Actor actor = caller.actor();
    if (request.dryRun()) {
      causes.checkOptional(request.reason(), request.ticket());
      return orders.count(selection, request, actor).map(RestResponse::ok);
    }
    Revocation.Cause cause = causes.require(request.reason(), request.ticket());
    RevocationOrders.Order order =
        new RevocationOrders.Order(
            Objects.requireNonNullElseGet(request.revocation(), RevocationId::random),
            request,
            cause,
            actor);
    return request.revocation() == null
        ? make(order, selection)
        : earlier.orMake(order, () -> make(order, selection));
  }

  private Uni<RestResponse<RevocationAnswer>> make(
      RevocationOrders.Order order, Selection selection) {
    if (!approval.isInForce()) {
      return orders.carryOut(order).map(RestResponse::ok);
    }
    return order.request().urgent()
        ? urgently(order).map(RestResponse::ok)
        : orders
            .count(selection, order.request(), order.actor())
            .chain(counted -> carryOutOrAsk(order, counted));
  }

  private Uni<RevocationAnswer> urgently(RevocationOrders.Order order) {
    approval.requireUrgentAllowed();
    return requests.withoutApproval(order.id(), order.actor(), () -> orders.carryOut(order));
  }

  private Uni<RestResponse<RevocationAnswer>> carryOutOrAsk(
      RevocationOrders.Order order, RevocationAnswer.Counted counted) {
    if (!approval.covers(counted.links())) {
      return orders.carryOut(order).map(RestResponse::ok);
    }
    RevocationRequest.Content content =
        new RevocationRequest.Content(
            counted.scope(),
            counted.ends(),
            counted.links(),
            order.cause().reason(),
            order.cause().ticket(),
            orders.write(order.request()));
    return requests
        .ask(order.id(), content, order.actor())
        .map(RevocationAnswer::of)
        .map(asked -> ResponseBuilder.create(RestResponse.Status.ACCEPTED, asked).build());
  }

  private static Selection selection(Selector selector) {
    if (selector == null) {
      throw FailureException.malformed("selector", "is missing");
    }
    return selector.selection();
  }
}
