package dev.hushkey.account.refusal;

import dev.hushkey.account.page.FailurePages;
import dev.hushkey.door.AllowedMethods;
import dev.hushkey.failure.FailureException;
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

/**
 * Failures at the address of a page that its own code does not see: no such page, a wrong method, a
 * form that cannot be read. People get a page, and programs JSON.
 */
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

  /** A form that cannot be read. */
  @ServerExceptionMapper(priority = FIRST)
  public Uni<Response> failure(FailureException thrown) {
    return isPage() ? page(thrown) : Uni.createFrom().item(forPrograms.failure(thrown));
  }

  /** Everything else. */
  @ServerExceptionMapper(priority = FIRST)
  public Uni<Response> anything(Throwable thrown) {
    return isPage() ? page(thrown) : Uni.createFrom().item(forPrograms.anything(thrown));
  }

  private Uni<Response> page(Throwable thrown) {
    return pages.at(routing.normalizedPath(), thrown);
  }

  private boolean isPage() {
    return Audience.of(routing.normalizedPath()).isPage();
  }

  private Uni<Response> inPlaceOf(Response answer) {
    return isPage() ? pages.refused(answer) : Uni.createFrom().item(answer);
  }
}
