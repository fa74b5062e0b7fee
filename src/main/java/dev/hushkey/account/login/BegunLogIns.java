package dev.hushkey.account.login;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.OidcRedirectFilter;
import io.quarkus.oidc.Redirect;
import io.quarkus.oidc.runtime.OidcUtils;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Forgets the oldest begun log-ins of a browser when a new one begins. Quarkus keeps each in a
 * cookie of its own until the person has logged in or half an hour is over. A person who starts
 * again and again from the assistant's app would otherwise send ever more of them, until a proxy or
 * we refuse the request for its size.
 */
@Singleton
@Unremovable
@Redirect(Redirect.Location.OIDC_AUTHORIZATION)
class BegunLogIns implements OidcRedirectFilter {

  /** How many are kept beside the new one, for log-ins in several windows. */
  static final int MAX_COUNT = 4;

  /**
   * How long they may be together, in bytes. With the new one and the session, each of up to a
   * cookie's 4096, the header stays below what proxies take (nginx: 8 KB in one line).
   */
  static final int MAX_LENGTH = 2048;

  @Override
  public void filter(OidcRedirectContext redirect) {
    RoutingContext routing = redirect.routingContext();
    String prefix =
        OidcUtils.STATE_COOKIE_NAME + "_" + redirect.oidcTenantConfig().tenantId().get();
    for (String name : toForget(routing.request().headers().getAll(HttpHeaders.COOKIE), prefix)) {
      OidcUtils.removeCookie(routing, redirect.oidcTenantConfig(), name);
    }
  }

  /**
   * The cookies of log-ins to forget. Browsers send those of one path in the order in which they
   * were set (<a href="https://www.rfc-editor.org/rfc/rfc6265#section-5.4">RFC 6265 §5.4</a>).
   *
   * @param headers all {@code Cookie} headers
   * @param prefix how the names of these cookies begin
   */
  static List<String> toForget(List<String> headers, String prefix) {
    List<String> begun =
        headers.stream()
            .flatMap(header -> Arrays.stream(header.split(";")))
            .map(String::strip)
            .filter(cookie -> cookie.startsWith(prefix))
            .toList();
    List<String> forgotten = new ArrayList<>();
    int kept = 0;
    int length = 0;
    for (String cookie : begun.reversed()) {
      length += cookie.length();
      if (kept < MAX_COUNT && length <= MAX_LENGTH) {
        kept++;
      } else {
        forgotten.add(cookie.split("=", 2)[0]);
      }
    }
    return forgotten;
  }
}
