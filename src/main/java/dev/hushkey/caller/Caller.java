package dev.hushkey.caller;

import dev.hushkey.audit.Actor;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The authenticated internal caller of the request at hand, as Keycloak vouches for it. */
@RequestScoped
public class Caller {

  private static final String SERVICE_ACCOUNT = "service-account-";

  private final SecurityIdentity identity;

  @Inject
  Caller(SecurityIdentity identity) {
    this.identity = identity;
  }

  /**
   * A service by its client id, a person by the log-in name. Keycloak gives each service account a
   * name with a prefix that it allows nobody else.
   */
  public Actor actor() {
    if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
      throw new IllegalStateException("asked for the caller of a request without one");
    }
    return actorOf(token);
  }

  /** The same for a token that was not shown as the request's own. */
  public static Actor actorOf(JsonWebToken token) {
    String name = token.getName();
    return name.startsWith(SERVICE_ACCOUNT)
        ? Actor.service(name.substring(SERVICE_ACCOUNT.length()))
        : Actor.operator(name);
  }
}
