package dev.hushkey.oauth.status;

import dev.hushkey.caller.Caller;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.request.Clients;
import dev.hushkey.oauth.request.RequestParameters;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Authenticates callers of introspection: an assistant as at the token endpoint, or one of our own
 * callers by its Keycloak token, RFC 7662 §2.1.
 */
@Singleton
class Introspectors {

  private static final String BEARER = "bearer ";

  private final Clients clients;
  private final CurrentIdentityAssociation identities;

  @Inject
  Introspectors(Clients clients, CurrentIdentityAssociation identities) {
    this.clients = clients;
    this.identities = identities;
  }

  /**
   * Fails with {@link Failure.ClientNotAuthenticated}, {@link Failure.CallerNotAuthenticated} or
   * {@link Failure.CallerNotAllowed}.
   */
  Uni<Introspector> authenticate(HttpHeaders headers, RequestParameters parameters) {
    String header = headers.getHeaderString(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? identities.getDeferredIdentity().map(Introspectors::requireRole)
        : clients.authenticate(headers, parameters).map(Introspector.Client::new);
  }

  private static Introspector requireRole(SecurityIdentity identity) {
    if (identity.isAnonymous()) {
      throw new FailureException(new Failure.CallerNotAuthenticated());
    }
    if (Caller.ROLES.stream().noneMatch(identity::hasRole)) {
      throw new FailureException(new Failure.CallerNotAllowed());
    }
    return new Introspector.Internal(Caller.actorOf((JsonWebToken) identity.getPrincipal()));
  }
}
