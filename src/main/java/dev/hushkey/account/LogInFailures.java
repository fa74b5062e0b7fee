package dev.hushkey.account;

import dev.hushkey.failure.FailureResponses;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * What goes wrong between Keycloak and us before a page's own code is reached. People read a page;
 * programs get what {@link FailureResponses} makes of it, which also decides what it was.
 */
public class LogInFailures {

  /** Before the mapping for programs, which has the default. */
  private static final int FIRST = 4000;

  private static final int UNAVAILABLE = 503;

  private final FailureResponses forPrograms;
  private final FailurePages pages;
  private final RoutingContext routing;

  @Inject
  LogInFailures(FailureResponses forPrograms, FailurePages pages, RoutingContext routing) {
    this.forPrograms = forPrograms;
    this.pages = pages;
    this.routing = routing;
  }

  /** A code or session that Keycloak or we do not accept. */
  @ServerExceptionMapper(priority = FIRST)
  public Uni<Response> refused(AuthenticationFailedException thrown) {
    return inPlaceOf(forPrograms.authenticationFailed(thrown));
  }

  /** We started while Keycloak was away, and it still is. */
  @ServerExceptionMapper(priority = FIRST)
  public Uni<Response> identityProvider(OIDCException thrown) {
    return inPlaceOf(forPrograms.identityProvider(thrown));
  }

  private Uni<Response> inPlaceOf(Response answer) {
    if (!isPage(routing.normalizedPath())) {
      return Uni.createFrom().item(answer);
    }
    return answer.getStatus() == UNAVAILABLE
        ? pages.unavailable(Long.parseLong(answer.getHeaderString(HttpHeaders.RETRY_AFTER)))
        : pages.loginFailed();
  }

  private static boolean isPage(String path) {
    return path.equals(ConsentResource.PATH)
        || path.equals(LoggedIn.CALLBACK)
        || path.startsWith(AssistantsResource.PATH);
  }
}
