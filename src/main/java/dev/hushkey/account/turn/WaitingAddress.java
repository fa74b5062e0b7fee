package dev.hushkey.account.turn;

import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.PageLanguage;
import dev.hushkey.oauth.request.Query;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The address of the waiting page. The page that the browser wanted is in it, and with that the
 * whole authorization request, as on every other page; it is read and checked there anew.
 */
final class WaitingAddress {

  /** The parameter with the path and query of the page that was wanted. */
  static final String TO = "to";

  /** The parameter that the page adds when it calls itself: by then, a browser has a cookie. */
  static final String AGAIN = "again";

  private WaitingAddress() {}

  /** The one before the page of this request. */
  static String before(RoutingContext routing) {
    String path = routing.normalizedPath();
    String query = routing.request().query();
    String to = query == null ? path : path + "?" + query;
    return of(isPage(to) ? to : AccountPaths.ASSISTANTS, PageLanguage.of(routing).tag(), false);
  }

  /** Where the page goes when it looks again. */
  static String again(String to, String language) {
    return of(to, language, true);
  }

  private static String of(String to, String language, boolean again) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(PageLanguage.PARAMETER, language);
    if (again) {
      parameters.put(AGAIN, "1");
    }
    parameters.put(TO, to);
    return AccountPaths.WAITING + "?" + Query.of(parameters);
  }

  /** The page to go on to; empty when the address was not written by us. */
  static Optional<String> read(String to) {
    return Optional.ofNullable(to).filter(WaitingAddress::isPage);
  }

  /** Anybody can write an address: it leads to one of our two pages or nowhere. */
  private static boolean isPage(String to) {
    String path = to.split("[?]", 2)[0];
    return path.equals(AccountPaths.CONSENT) || path.equals(AccountPaths.ASSISTANTS);
  }
}
