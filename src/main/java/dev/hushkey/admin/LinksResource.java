package dev.hushkey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
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
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Looks at links. Answers hold no token, sealed or not. */
@Path("/v1/links")
@Tag(name = "Links", description = "Looks at links.")
@RolesAllowed("admin")
public class LinksResource {

  private static final int LARGEST_PAGE = 1000;

  private final LinkQueries queries;

  @Inject
  LinksResource(LinkQueries queries) {
    this.queries = queries;
  }

  /** A link in a list. The state is the one in force, with cut-offs applied. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Summary(
      LinkId link,
      UserId user,
      AssistantId assistant,
      LinkState state,
      Instant authorizedAt,
      Instant changedAt,
      String reason,
      long liveDevices) {}

  /** A page of links; `next` is the value of `after` for the following page, absent on the last. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Page(List<Summary> links, LinkId next) {}

  /** One device of a link; live only while the same user owns it under the same epoch. */
  public record Grant(
      DeviceId device, List<Action> actions, long epoch, Instant grantedAt, boolean live) {}

  /**
   * The assistant's own tokens, as far as they may be shown: that there are some, and until when.
   */
  public record Upstream(
      boolean sealed,
      Instant receivedAt,
      Instant accessExpiresAt,
      String region,
      String eventEndpoint,
      long version) {}

  /** A link with its devices. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Detail(Summary link, List<Grant> devices, Upstream upstream) {}

  @GET
  @Operation(summary = "List links, filtered, page by page")
  public Uni<Page> list(
      @QueryParam("user") String user,
      @QueryParam("assistant") String assistant,
      @QueryParam("state") String state,
      @QueryParam("device") String device,
      @QueryParam("after") String after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw FailureException.malformed("limit", "must be 1 to " + LARGEST_PAGE);
    }
    return queries.list(
        new LinkQueries.Filter(
            PathIds.readOptional("user", user, UserId::new),
            PathIds.readOptional("assistant", assistant, AssistantId::new),
            PathIds.readOptional("state", state, LinksResource::state),
            PathIds.readOptional("device", device, DeviceId::new),
            PathIds.readOptional("after", after, LinkId::from),
            limit));
  }

  @GET
  @Path("{link}")
  @Operation(summary = "One link with its devices")
  public Uni<Detail> show(@PathParam("link") String link) {
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
