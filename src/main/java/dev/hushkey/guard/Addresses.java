package dev.hushkey.guard;

import dev.hushkey.settings.Mistakes;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** What an address says about itself. */
final class Addresses {

  /** Reported with the settings of each feature. */
  static final Set<String> CHECKED_ANYWAY =
      Set.of(
          "quarkus.oidc.auth-server-url",
          "quarkus.oidc.login.auth-server-url",
          "quarkus.keycloak.admin-client.server-url");

  private Addresses() {}

  /** Whether it is plain http to another machine. */
  static boolean isClearText(String text) {
    if (!text.strip().toLowerCase(Locale.ROOT).startsWith("http:")) {
      return false;
    }
    try {
      return !Mistakes.isHttpOnThisMachine(URI.create(text.strip()));
    } catch (IllegalArgumentException notAnAddress) {
      return true;
    }
  }

  /** As those who compare issuers and audiences may read it: without a slash at the end. */
  static String normal(String text) {
    String bare = text.strip().replaceAll("/+$", "");
    try {
      URI uri = URI.create(bare);
      if (uri.getHost() == null) {
        return bare;
      }
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      boolean standard =
          scheme.equals("https") && uri.getPort() == 443
              || scheme.equals("http") && uri.getPort() == 80;
      String port = uri.getPort() < 0 || standard ? "" : ":" + uri.getPort();
      return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port + uri.getRawPath();
    } catch (IllegalArgumentException notAnAddress) {
      return bare;
    }
  }
}
