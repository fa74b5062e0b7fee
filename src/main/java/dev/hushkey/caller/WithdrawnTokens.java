package dev.hushkey.caller;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Refuses tokens that Keycloak no longer stands by, though their signature is good: their key was
 * withdrawn, or they are older than the not-before of the realm. What passes is remembered; so this
 * check comes after all others.
 */
@ApplicationScoped
class WithdrawnTokens implements SecurityIdentityAugmentor {

  private static final Set<String> TENANTS =
      Set.of(OidcUtils.DEFAULT_TENANT_ID, CallerTenants.DPOP);

  private final Realm realm;
  private final RememberedCallers remembered;

  @Inject
  WithdrawnTokens(Realm realm, RememberedCallers remembered) {
    this.realm = realm;
    this.remembered = remembered;
  }

  @Override
  public int priority() {
    return Integer.MIN_VALUE;
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    String tenant = identity.getAttribute(OidcUtils.TENANT_ID_ATTRIBUTE);
    if (tenant == null
        || !TENANTS.contains(tenant)
        || !(identity.getPrincipal() instanceof JsonWebToken claims)) {
      return Uni.createFrom().item(identity);
    }
    String token = identity.getCredential(AccessTokenCredential.class).getToken();
    Optional<String> kid = SignedToken.keyId(token);
    Realm.State now = realm.state();
    if (kid.isEmpty() || !now.standsBy(kid.get(), claims.getIssuedAtTime())) {
      return Uni.createFrom()
          .failure(new AuthenticationFailedException("Keycloak has withdrawn the token"));
    }
    realm.accepted(kid.get());
    if (tenant.equals(OidcUtils.DEFAULT_TENANT_ID)) {
      remembered.remember(token, identity, claims, now);
    }
    return Uni.createFrom().item(identity);
  }
}
