package dev.hushkey.caller;

import dev.hushkey.wire.Audience;
import io.quarkus.oidc.TenantResolver;
import io.quarkus.oidc.runtime.OidcUtils;
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

  /**
   * Null leaves the choice to the tenants' path settings, which name the pages. Elsewhere Quarkus
   * would also take a segment of the path for the name of a tenant, such as a device called {@code
   * login}.
   */
  @Override
  public String resolve(RoutingContext routing) {
    if (usesDpop(routing)) {
      return DPOP;
    }
    return Audience.of(routing.normalizedPath()) == Audience.PERSON
        ? null
        : OidcUtils.DEFAULT_TENANT_ID;
  }

  private static boolean usesDpop(RoutingContext routing) {
    String authorization = routing.request().getHeader(HttpHeaders.AUTHORIZATION);
    return routing.normalizedPath().startsWith("/v1/")
        && authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }
}
