package dev.hushkey.caller;

import io.quarkus.oidc.TenantResolver;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Chooses how a caller of our API is authenticated, by the scheme of the header (RFC 9449 §7.1):
 * the OIDC tenant {@code dpop} demands a proof, the default one takes bearer tokens.
 */
@ApplicationScoped
class CallerTenants implements TenantResolver {

  static final String DPOP = "dpop";

  private static final String SCHEME = "DPoP ";

  /** Null leaves the choice to the tenants' path settings. */
  @Override
  public String resolve(RoutingContext routing) {
    return usesDpop(routing) ? DPOP : null;
  }

  private static boolean usesDpop(RoutingContext routing) {
    String authorization = routing.request().getHeader(HttpHeaders.AUTHORIZATION);
    return routing.normalizedPath().startsWith("/v1/")
        && authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }
}
