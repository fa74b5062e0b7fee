package dev.hushkey.account.login;

import dev.hushkey.account.page.FailurePages;
import dev.hushkey.door.AllowedMethods;
import dev.hushkey.wire.Audience;
import dev.hushkey.wire.FailureResponses;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Refusals of HTTP itself at the addresses of pages: people get a page, and programs JSON. */
public class PageRefusals {

  private static final int FIRST = Priorities.USER - 1;

  private final AllowedMethods methods;
  private final FailureResponses forPrograms;
  private final FailurePages pages;
  private final RoutingContext routing;

  @Inject
  PageRefusals(
      AllowedMethods methods,
      FailureResponses forPrograms,
      FailurePages pages,
      RoutingContext routing) {
    this.methods = methods;
    this.forPrograms = forPrograms;
    this.pages = pages;
    this.routing = routing;
  }

  /** An unknown address, a body of another type. */
  @ServerExceptionMapper(priority = FIRST)
  public Uni<Response> http(WebApplicationException thrown) {
    return inPlaceOf(forPrograms.http(thrown));
  }

  /** A method that the page does not have. */
  @ServerExceptionMapper(priority = FIRST)
  public Uni<Response> notAllowed(NotAllowedException thrown, UriInfo uri) {
    return inPlaceOf(methods.notAllowed(thrown, uri));
  }

  private Uni<Response> inPlaceOf(Response answer) {
    return Audience.of(routing.normalizedPath()).isPage()
        ? pages.refused(answer)
        : Uni.createFrom().item(answer);
  }
}
