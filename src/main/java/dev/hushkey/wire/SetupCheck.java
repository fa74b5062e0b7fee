package dev.hushkey.wire;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Stops the start of a set-up that would carry tokens in clear text, and names every setting that
 * is wrong. http is for addresses of this machine only. Vault and the assistants check their own.
 */
@Singleton
class SetupCheck {

  private static final int FIRST = 1;

  private final Map<String, String> addresses;

  @Inject
  SetupCheck(
      @ConfigProperty(name = "hushkey.issuer") String issuer,
      @ConfigProperty(name = "quarkus.oidc.auth-server-url") String realm,
      @ConfigProperty(name = "quarkus.oidc.login.auth-server-url") String loginRealm,
      @ConfigProperty(name = "quarkus.keycloak.admin-client.server-url") String adminServer) {
    this.addresses =
        Map.of(
            "hushkey.issuer", issuer,
            "quarkus.oidc.auth-server-url", realm,
            "quarkus.oidc.login.auth-server-url", loginRealm,
            "quarkus.keycloak.admin-client.server-url", adminServer);
  }

  void check(@Observes @Priority(FIRST) StartupEvent started) {
    List<String> mistakes = mistakesIn(addresses, ConfigUtils.isProfileActive("prod"));
    if (!mistakes.isEmpty()) {
      throw new ConfigurationException(String.join("; ", mistakes), Set.copyOf(addresses.keySet()));
    }
  }

  /** What is wrong, each with the setting's name; empty if nothing is. */
  static List<String> mistakesIn(Map<String, String> addresses, boolean production) {
    List<String> mistakes = new ArrayList<>();
    addresses.forEach(
        (setting, address) -> {
          if (!isUrl(address)) {
            mistakes.add(setting + " must be a URL such as https://hushkey.example.com");
          } else if (production && !address.startsWith("https://") && !isThisMachine(address)) {
            mistakes.add(
                setting + " must begin with https://: it would carry tokens in clear text");
          }
        });
    mistakes.sort(String::compareTo);
    return mistakes;
  }

  private static boolean isUrl(String address) {
    try {
      URI uri = URI.create(address);
      return uri.getHost() != null && uri.getScheme().matches("https?");
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  /** By name or number only: a name server must not decide whether we encrypt. */
  private static boolean isThisMachine(String address) {
    String host = URI.create(address).getHost();
    try {
      return host.equals("localhost")
          || InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")).isLoopbackAddress();
    } catch (IllegalArgumentException notANumber) {
      return false;
    }
  }
}
