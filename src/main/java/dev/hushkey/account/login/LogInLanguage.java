package dev.hushkey.account.login;

import dev.hushkey.account.page.PageLanguage;
import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OidcRedirectFilter;
import io.quarkus.oidc.Redirect;
import jakarta.inject.Singleton;

/**
 * Shows Keycloak's pages in the language of our pages. The setting {@code forward-params} would not
 * do: it removes the parameter from the address that the log-in returns to.
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
