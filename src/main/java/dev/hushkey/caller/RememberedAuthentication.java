package dev.hushkey.caller;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Asked before OIDC: whether {@link PresentedTokens} has found the caller in memory. */
@ApplicationScoped
class RememberedAuthentication implements HttpAuthenticationMechanism {

  private static final String FOUND = RememberedAuthentication.class.getName();

  /** This request has a token that is remembered. */
  static void found(RoutingContext routing, SecurityIdentity caller) {
    routing.put(FOUND, caller);
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext routing, IdentityProviderManager identities) {
    return Uni.createFrom().item(routing.<SecurityIdentity>get(FOUND));
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext routing) {
    return Uni.createFrom().nullItem();
  }

  @Override
  public int getPriority() {
    return DEFAULT_PRIORITY + 1000;
  }
}
