package dev.hushkey.account.login;

import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.FailurePages;
import dev.hushkey.wire.FailureResponses;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
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
  private final LogInAnew logInAnew;

  @Inject
  LogInFailures(
      FailureResponses forPrograms,
      FailurePages pages,
      RoutingContext routing,
      LogInAnew logInAnew) {
    this.forPrograms = forPrograms;
    this.pages = pages;
    this.routing = routing;
    this.logInAnew = logInAnew;
  }

  /**
   * A session that we cannot read: forged, or from before our key was changed; or one that has
   * ended at Keycloak.
   */
  @ServerExceptionMapper(priority = FIRST)
  public Uni<Response> session(AuthenticationFailedException thrown) {
    if (isPage() && isSessionOver(thrown)) {
      return logInAgain();
    }
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

  /**
   * When an ID token has run out, Quarkus refreshes it. Keycloak refuses that once the session has
   * ended, with {@code invalid_grant} (RFC 6749 §5.2), which Quarkus quotes in the exception's
   * message. Any other refusal is about us and not about the person.
   */
  static boolean isSessionOver(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof OIDCException refused && "invalid_grant".equals(error(refused))) {
        return true;
      }
    }
    return false;
  }

  private static String error(OIDCException refused) {
    try {
      return new JsonObject(refused.getMessage()).getValue("error") instanceof String error
          ? error
          : "";
    } catch (DecodeException | NullPointerException notQuoted) {
      return "";
    }
  }

  /** Keycloak was unavailable when we started, and still is. */
  @ServerExceptionMapper(priority = FIRST)
  public Uni<Response> identityProvider(OIDCException thrown) {
    return inPlaceOf(forPrograms.identityProvider(thrown));
  }

  private Uni<Response> logInAgain() {
    return logInAnew.redirect(routing);
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
    return AccountPaths.needsLogIn(path);
  }
}
