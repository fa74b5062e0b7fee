package dev.hushkey.caller;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.FailureException;
import dev.hushkey.secret.SecretText;
import dev.hushkey.wire.Outages;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Internal callers that send their Keycloak token in a parameter and not in the header. */
@Singleton
public class ActingCallers {

  private final IdentityProviderManager identities;
  private final CurrentVertxRequest request;
  private final RememberedCallers remembered;

  @Inject
  ActingCallers(
      IdentityProviderManager identities,
      CurrentVertxRequest request,
      RememberedCallers remembered) {
    this.identities = identities;
    this.request = request;
    this.remembered = remembered;
  }

  /**
   * Authenticates the caller by the same checks as our own API.
   *
   * @return fails as malformed when the token is not accepted; as unavailable while Keycloak is,
   *     which says nothing about the token
   */
  public Uni<SecurityIdentity> authenticate(String parameter, SecretText token) {
    Optional<SecurityIdentity> caller = remembered.find(token.reveal());
    if (caller.isPresent()) {
      return Uni.createFrom().item(caller.get());
    }
    if (!SignedToken.hasForm(token.reveal())) {
      return Uni.createFrom().failure(refused(parameter));
    }
    return identities
        .authenticate(
            HttpSecurityUtils.setRoutingContextAttribute(
                new TokenAuthenticationRequest(new AccessTokenCredential(token.reveal())),
                request.getCurrent()))
        .onFailure(AuthenticationFailedException.class)
        .transform(failure -> translate(parameter, failure));
  }

  private static FailureException translate(String parameter, Throwable failure) {
    return Outages.isIdentityProviderAway(failure)
        ? FailureException.unavailable(Dependency.KEYCLOAK, failure)
        : refused(parameter);
  }

  private static FailureException refused(String parameter) {
    return FailureException.malformed(
        parameter, "is not a valid token of an internal caller, or is bound to a key");
  }
}
