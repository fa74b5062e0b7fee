package dev.hushkey.admin;

import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Looks at links. Answers hold no token, sealed or not. */
@Path("/v1/links")
@Tag(name = "Links", description = "Looks at links.")
@RolesAllowed("admin")
public class LinksResource {

  private static final int MAX_PAGE = 1000;

  private final LinkQueries queries;

  @Inject
  LinksResource(LinkQueries queries) {
    this.queries = queries;
  }

  @GET
  @Operation(summary = "List links, filtered, page by page")
  public Uni<LinkPage> list(
      @QueryParam("user") String user,
      @QueryParam("assistant") String assistant,
      @QueryParam("state") String state,
      @QueryParam("device") String device,
      @QueryParam("after") String after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw FailureException.malformed("limit", "must be 1 to " + MAX_PAGE);
    }
    return queries.list(
        new LinkQueries.Filter(
            PathIds.find("user", user, UserId::new),
            PathIds.find("assistant", assistant, AssistantId::new),
            PathIds.find("state", state, LinksResource::state),
            PathIds.find("device", device, DeviceId::new),
            PathIds.find("after", after, LinkId::from),
            limit));
  }

  @GET
  @Path("{link}")
  @Operation(summary = "One link with its devices")
  public Uni<LinkDetail> show(@PathParam("link") String link) {
    return queries.require(PathIds.read("link", link, LinkId::from));
  }

  private static LinkState state(String text) {
    try {
      return LinkState.valueOf(text);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException("must be one of ACTIVE, NEEDS_RELINK, REVOKED", unknown);
    }
  }
}
