package dev.hushkey.account.login;

import dev.hushkey.account.turn.LogInTurns;
import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OidcRedirectFilter;
import io.quarkus.oidc.Redirect;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Sends a browser to Keycloak, and back to the page it asked for. */
@Singleton
@Unremovable
@Redirect(Redirect.Location.OIDC_AUTHORIZATION)
class LogInAnew implements OidcRedirectFilter {

  private static final String SESSION = "q_session";
  private static final String WITH_PASSWORD = LogInAnew.class.getName();

  private final LogInTurns turns;

  @Inject
  LogInAnew(LogInTurns turns) {
    this.turns = turns;
  }

  /**
   * Redirects to Keycloak and clears the session cookie; or to the waiting page, which leads back
   * here with that cookie.
   */
  Uni<Response> redirect(RoutingContext routing) {
    return turns
        .getChallenge(routing)
        .chain(
            wait ->
                wait == null
                    ? toKeycloak(routing)
                    : Uni.createFrom().item(() -> toResponse(wait).build()));
  }

  private static Uni<Response> toKeycloak(RoutingContext routing) {
    HttpAuthenticator authenticator = routing.get(HttpAuthenticator.class.getName());
    return authenticator
        .getChallenge(routing)
        .map(challenge -> withoutSession(routing, toResponse(challenge)));
  }

  /**
   * The same, and Keycloak asks for the password even if it has a session of this browser: it may
   * be the very one that is to end.
   */
  Uni<Response> redirectForPassword(RoutingContext routing) {
    routing.put(WITH_PASSWORD, true);
    return redirect(routing);
  }

  /** <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest">§3.1.2.1</a>. */
  @Override
  public void filter(OidcRedirectContext redirect) {
    if (Boolean.TRUE.equals(redirect.routingContext().get(WITH_PASSWORD))) {
      redirect.additionalQueryParams().add("prompt", "login");
    }
  }

  private static Response.ResponseBuilder toResponse(ChallengeData challenge) {
    Response.ResponseBuilder answer = Response.status(challenge.status);
    challenge.getHeaders().forEach((name, value) -> answer.header(name.toString(), value));
    return answer;
  }

  private static Response withoutSession(RoutingContext routing, Response.ResponseBuilder answer) {
    routing.request().cookies().stream()
        .map(Cookie::getName)
        .filter(name -> name.startsWith(SESSION))
        .forEach(name -> clear(answer, name, routing.normalizedPath()));
    return answer.build();
  }

  /** Also where Quarkus did not set it: one that somebody planted would be unreadable for ever. */
  private static void clear(Response.ResponseBuilder answer, String cookie, String here) {
    for (String path : List.of("/", here)) {
      answer.header(HttpHeaders.SET_COOKIE, cookie + "=; Max-Age=0; Path=" + path);
    }
  }
}
