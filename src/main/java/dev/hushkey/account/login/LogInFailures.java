package dev.hushkey.account.login;

import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.FailurePages;
import dev.hushkey.wire.FailureResponses;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Handles failures between Keycloak and us that occur before a page's own code runs. People get a
 * page; programs get the answer of {@link FailureResponses}, which also classifies the failure.
 */
public class LogInFailures {

  /** Before the mapping for programs, which has the default. */
  private static final int FIRST = 4000;

  private static final int UNAUTHORIZED = 401;
  private static final int UNAVAILABLE = 503;
  private static final int RETRY_AFTER_SECONDS = 5;

  private final FailureResponses forPrograms;
  private final FailurePages pages;
  private final RoutingContext routing;

  @Inject
  LogInFailures(FailureResponses forPrograms, FailurePages pages, RoutingContext routing) {
    this.forPrograms = forPrograms;
    this.pages = pages;
    this.routing = routing;
  }

  /** A session that we cannot read: forged, or from before our key was changed. */
  @ServerExceptionMapper(priority = FIRST)
  public Uni<Response> session(AuthenticationFailedException thrown) {
    Response answer = forPrograms.authenticationFailed(thrown);
    return isPage() && answer.getStatus() == UNAUTHORIZED ? logInAgain() : inPlaceOf(answer);
  }

  /** A code that Keycloak rejected, or could not be asked about. */
  @ServerExceptionMapper(priority = FIRST)
  public Uni<Response> code(AuthenticationCompletionException thrown) {
    if (isPage()) {
      return isAway(thrown) ? pages.unavailable(RETRY_AFTER_SECONDS) : pages.loginFailed();
    }
    AuthenticationFailedException failed = new AuthenticationFailedException(thrown);
    return Uni.createFrom().item(forPrograms.authenticationFailed(failed));
  }

  /**
   * Quarkus OIDC throws {@link OIDCException} also for a plain refusal. When Keycloak closes a
   * connection under a request, Quarkus loses the cause and throws a {@link NullPointerException}
   * instead.
   */
  static boolean isAway(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException
          || cause instanceof TimeoutException
          || cause instanceof NullPointerException) {
        return true;
      }
    }
    return false;
  }

  /** Keycloak was unavailable when we started, and still is. */
  @ServerExceptionMapper(priority = FIRST)
  public Uni<Response> identityProvider(OIDCException thrown) {
    return inPlaceOf(forPrograms.identityProvider(thrown));
  }

  /** Redirects to Keycloak and clears the session cookie. */
  private Uni<Response> logInAgain() {
    HttpAuthenticator authenticator = routing.get(HttpAuthenticator.class.getName());
    return authenticator.getChallenge(routing).map(LogInFailures::toResponse);
  }

  private static Response toResponse(ChallengeData challenge) {
    Response.ResponseBuilder answer = Response.status(challenge.status);
    challenge.getHeaders().forEach((name, value) -> answer.header(name.toString(), value));
    return answer.build();
  }

  private Uni<Response> inPlaceOf(Response answer) {
    if (!isPage()) {
      return Uni.createFrom().item(answer);
    }
    return answer.getStatus() == UNAVAILABLE
        ? pages.unavailable(Long.parseLong(answer.getHeaderString(HttpHeaders.RETRY_AFTER)))
        : pages.loginFailed();
  }

  private boolean isPage() {
    String path = routing.normalizedPath();
    return path.equals(AccountPaths.CONSENT)
        || path.equals(LoggedIn.CALLBACK)
        || path.startsWith(AccountPaths.ASSISTANTS);
  }
}
