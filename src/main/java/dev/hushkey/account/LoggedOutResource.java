package dev.hushkey.account;

import dev.hushkey.oauth.Issuer;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Where Keycloak sends a browser after "not you?": the same request begins anew. */
@Path(LoggedOutResource.PATH)
public class LoggedOutResource {

  static final String PATH = "/oauth2/logged-out";

  private final Issuer issuer;
  private final FailurePages failurePages;

  @Inject
  LoggedOutResource(Issuer issuer, FailurePages failurePages) {
    this.issuer = issuer;
    this.failurePages = failurePages;
  }

  /**
   * Leads to our own authorization endpoint and nowhere else; it reads the request as one of a
   * stranger.
   *
   * @param query the request, as {@link LoggedIn#end} gave it away
   */
  @GET
  public Uni<Response> again(@QueryParam("state") String query) {
    try {
      URI authorize = URI.create(issuer.at(AuthorizeResource.PATH) + "?" + query);
      return Uni.createFrom().item(PageAnswer.seeOther(authorize));
    } catch (IllegalArgumentException notAQuery) {
      return failurePages.brokenLink("state");
    }
  }
}
