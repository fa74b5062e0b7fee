package dev.hushkey.account.page;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OidcRedirectFilter;
import io.quarkus.oidc.Redirect;
import jakarta.inject.Singleton;

/**
 * Lets Keycloak's pages speak the language of ours. The setting {@code forward-params} would not
 * do: it takes the parameter away from the address that the log-in leads back to.
 */
@Singleton
@Unremovable
@Redirect(Redirect.Location.OIDC_AUTHORIZATION)
class LogInLanguage implements OidcRedirectFilter {

  @Override
  public void filter(OidcRedirectContext redirect) {
    redirect
        .additionalQueryParams()
        .add(PageLanguage.PARAMETER, PageLanguage.of(redirect.routingContext()).tag());
  }
}
