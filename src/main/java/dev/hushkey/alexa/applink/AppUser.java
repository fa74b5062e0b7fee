package dev.hushkey.alexa.applink;

import dev.hushkey.assistant.AppToApp;
import dev.hushkey.caller.Caller;
import dev.hushkey.caller.LogInTime;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.EndedSessions;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** The customer who uses the camera company's app, as authenticated by Keycloak. */
@RequestScoped
public class AppUser {

  private static final String PATH = "/v1/app-links/";

  private final SecurityIdentity identity;
  private final CurrentIdentityAssociation identities;
  private final EndedSessions endedSessions;

  @Inject
  AppUser(
      SecurityIdentity identity,
      CurrentIdentityAssociation identities,
      EndedSessions endedSessions) {
    this.identity = identity;
    this.identities = identities;
    this.endedSessions = endedSessions;
  }

  /**
   * Refuses the token of somebody who logged in before a revocation that ended their sessions: we
   * verify it ourselves for as long as it lives, and a link made with it would come after the
   * cut-off.
   *
   * @return fails with {@link Failure.CallerNotAuthenticated}: the app has to let its user log in
   */
  @ServerRequestFilter
  public Uni<Void> refuseEndedLogIn(ContainerRequestContext request) {
    return request.getUriInfo().getPath().startsWith(PATH)
        ? identities.getDeferredIdentity().chain(this::requireNotOver)
        : Uni.createFrom().voidItem();
  }

  private Uni<Void> requireNotOver(SecurityIdentity caller) {
    if (!(caller.getPrincipal() instanceof JsonWebToken token) || !Caller.isOfPerson(token)) {
      return Uni.createFrom().voidItem();
    }
    return endedSessions
        .isOver(subject(token), LogInTime.of(token))
        .invoke(AppUser::requireNotOver)
        .replaceWithVoid();
  }

  private static void requireNotOver(boolean over) {
    if (over) {
      throw new FailureException(new Failure.CallerNotAuthenticated());
    }
  }

  /**
   * The person.
   *
   * @throws FailureException not allowed, when the token is a service's, was not issued to the app
   *     or has a subject that OpenID Connect does not allow
   */
  UserId require(AppToApp app) {
    if (!(identity.getPrincipal() instanceof JsonWebToken token)
        || !isOfPersonInApp(token, app.app().clientIds())) {
      throw new FailureException(new Failure.CallerNotAllowed());
    }
    return subject(token);
  }

  private static UserId subject(JsonWebToken token) {
    try {
      return new UserId(token.getSubject());
    } catch (IllegalArgumentException notASubject) {
      throw new FailureException(new Failure.CallerNotAllowed(), notASubject);
    }
  }

  /**
   * {@code azp} says which client the token was issued to; a service of that client is nobody who
   * could link.
   */
  static boolean isOfPersonInApp(JsonWebToken token, Set<String> appClients) {
    String client = token.getClaim("azp");
    return client != null && appClients.contains(client) && Caller.isOfPerson(token);
  }
}
