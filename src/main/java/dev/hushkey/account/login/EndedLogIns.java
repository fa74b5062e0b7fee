package dev.hushkey.account.login;

import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.FailurePages;
import dev.hushkey.caller.LogInTime;
import dev.hushkey.revocation.EndedSessions;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Keeps out who logged in before a revocation that ended their sessions. Our session cookie holds
 * an ID token, which we verify ourselves for as long as it lives; Keycloak's back-channel log-out
 * only reaches the replica that it is sent to. Every page is asked about, before it shows or
 * changes anything.
 */
public class EndedLogIns {

  private final LoggedIn loggedIn;
  private final EndedSessions endedSessions;
  private final LogInAnew logInAnew;
  private final FailurePages pages;
  private final RoutingContext routing;

  @Inject
  EndedLogIns(
      LoggedIn loggedIn,
      EndedSessions endedSessions,
      LogInAnew logInAnew,
      FailurePages pages,
      RoutingContext routing) {
    this.loggedIn = loggedIn;
    this.endedSessions = endedSessions;
    this.logInAnew = logInAnew;
    this.pages = pages;
    this.routing = routing;
  }

  /** Emits null for whoever may go on. */
  @ServerRequestFilter
  public Uni<Response> filter() {
    String path = routing.normalizedPath();
    if (!AccountPaths.needsLogIn(path)) {
      return Uni.createFrom().nullItem();
    }
    return Uni.createFrom()
        .item(loggedIn::person)
        .chain(person -> endedSessions.isOver(person.user(), LogInTime.of(loggedIn.token())))
        .chain(over -> over ? endHere() : Uni.createFrom().nullItem())
        .onFailure()
        .recoverWithUni(
            thrown ->
                path.equals(AccountPaths.CONSENT)
                    ? pages.whileLinking(thrown)
                    : pages.inAccount(thrown));
  }

  private Uni<Response> endHere() {
    Log.info("Sent a person to log in anew: a revocation has ended the session");
    return logInAnew.redirectForPassword(routing);
  }
}
