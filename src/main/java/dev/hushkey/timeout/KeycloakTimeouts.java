package dev.hushkey.timeout;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.common.OidcEndpoint;
import io.quarkus.oidc.common.OidcRequestFilter;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Bounds each request to Keycloak: for metadata, for keys, for a log-in. Quarkus bounds only how
 * long it takes to connect.
 */
@Singleton
@Unremovable
@OidcEndpoint(OidcEndpoint.Type.ALL)
class KeycloakTimeouts implements OidcRequestFilter {

  private final long millis;

  @Inject
  KeycloakTimeouts(TimeoutSettings settings) {
    this.millis = settings.keycloak().answer().toMillis();
  }

  @Override
  public Uni<Void> filter(OidcRequestFilterContext context) {
    context.request().timeout(millis);
    return Uni.createFrom().voidItem();
  }
}
