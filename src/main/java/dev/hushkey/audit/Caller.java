package dev.hushkey.audit;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The authenticated internal caller of the request at hand, as Keycloak vouches for it. */
@RequestScoped
public class Caller {

  private final SecurityIdentity identity;

  @Inject
  Caller(SecurityIdentity identity) {
    this.identity = identity;
  }

  /**
   * A service by its client id, a person by the log-in name. Keycloak puts {@code client_id} into
   * the tokens of service accounts only.
   */
  public Actor actor() {
    if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
      throw new IllegalStateException("asked for the caller of a request without one");
    }
    String client = token.getClaim("client_id");
    return client == null ? Actor.operator(token.getName()) : Actor.service(client);
  }
}
