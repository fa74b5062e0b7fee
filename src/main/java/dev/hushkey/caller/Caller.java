package dev.hushkey.caller;

import dev.hushkey.audit.Actor;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The internal caller of the current request, as authenticated by Keycloak. */
@RequestScoped
public class Caller {

  private static final String SERVICE_ACCOUNT = "service-account-";

  private final SecurityIdentity identity;

  @Inject
  Caller(SecurityIdentity identity) {
    this.identity = identity;
  }

  /**
   * A service by its client id, a person by the log-in name. Keycloak names each service account
   * with a prefix that it reserves.
   */
  public Actor actor() {
    if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
      throw new IllegalStateException("asked for the caller of a request without one");
    }
    return actorOf(token);
  }

  /** The same for a token that did not authenticate the request itself. */
  public static Actor actorOf(JsonWebToken token) {
    String name = token.getName();
    return name.startsWith(SERVICE_ACCOUNT)
        ? Actor.service(name.substring(SERVICE_ACCOUNT.length()))
        : Actor.operator(name);
  }
}
