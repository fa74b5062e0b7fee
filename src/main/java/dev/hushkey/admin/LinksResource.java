package dev.hushkey.admin;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.caller.Caller;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows links, which is on record. Answers hold no token, sealed or not. */
@Path("/v1/links")
@Tag(name = "Links")
@RolesAllowed("admin")
@SecurityRequirement(name = "admin")
public class LinksResource {

  private static final String DEFAULT_PAGE = "100";
  private static final int MAX_PAGE = 1000;

  private final LinkQueries queries;
  private final AuditTrail audit;
  private final Caller caller;

  @Inject
  LinksResource(LinkQueries queries, AuditTrail audit, Caller caller) {
    this.queries = queries;
    this.audit = audit;
    this.caller = caller;
  }

  @GET
  @Operation(operationId = "listLinks", summary = "List links, filtered, page by page")
  public Uni<LinkPage> list(
      @QueryParam("user") @Parameter(schema = @Schema(ref = "UserId")) String user,
      @QueryParam("assistant") @Parameter(schema = @Schema(ref = "AssistantId")) String assistant,
      @QueryParam("state") @Parameter(schema = @Schema(ref = "LinkState")) String state,
      @QueryParam("device") @Parameter(schema = @Schema(ref = "DeviceId")) String device,
      @QueryParam("after")
          @Parameter(
              description = "The `next` of the page before",
              schema = @Schema(ref = "LinkId"))
          String after,
      @QueryParam("limit")
          @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      defaultValue = DEFAULT_PAGE,
                      format = "int32",
                      minimum = "1",
                      maximum = "" + MAX_PAGE))
          String limit) {
    LinkQueries.Filter filter =
        new LinkQueries.Filter(
            PathIds.find("user", user, UserId::new),
            PathIds.find("assistant", assistant, AssistantId::new),
            PathIds.find("state", state, LinksResource::state),
            PathIds.find("device", device, DeviceId::new),
            PathIds.find("after", after, LinkId::from),
            PathIds.read(
                "limit",
                Objects.requireNonNullElse(limit, DEFAULT_PAGE),
                text -> PathIds.pageSize(text, MAX_PAGE)));
    Actor actor = caller.actor();
    return queries
        .list(filter)
        .call(page -> audit.record(filter.listed(actor, page.links().size())));
  }

  @GET
  @Path("{link}")
  @Operation(operationId = "showLink", summary = "Show a link with its devices")
  @APIResponseSchema(LinkDetail.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<LinkDetail> show(
      @PathParam("link") @Parameter(schema = @Schema(ref = "LinkId")) String link) {
    Actor actor = caller.actor();
    return queries
        .require(PathIds.read("link", link, LinkId::from))
        .call(found -> audit.record(new AuditEvent.LinkShown(actor, found.link().ref())));
  }

  private static LinkState state(String text) {
    try {
      return LinkState.valueOf(text);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException("must be one of ACTIVE, NEEDS_RELINK, REVOKED", unknown);
    }
  }
}
