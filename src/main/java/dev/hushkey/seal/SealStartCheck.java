package dev.hushkey.seal;

import dev.hushkey.seal.vault.VaultSettings;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Stops the start when tokens would travel in clear text. */
@Singleton
class SealStartCheck {

  private static final String SETTING = "hushkey.vault.address";

  /** The log-in at the start would be the first to travel in clear text. */
  private static final int BEFORE_ANY_LOG_IN = 1;

  private final VaultSettings config;

  SealStartCheck(VaultSettings config) {
    this.config = config;
  }

  void check(@Observes @Priority(BEFORE_ANY_LOG_IN) StartupEvent started) {
    problemWith(config.address(), ConfigUtils.isProfileActive("prod"))
        .ifPresent(
            problem -> {
              throw new ConfigurationException(problem, Set.of(SETTING));
            });
  }

  /** What is wrong with the address, naming the setting; empty if nothing is. */
  static Optional<String> problemWith(URI address, boolean production) {
    if (address.getHost() == null) {
      return Optional.of(SETTING + " must be a URL such as https://vault.example.com:8200");
    }
    boolean clearText = !"https".equalsIgnoreCase(address.getScheme());
    if (clearText && !"http".equalsIgnoreCase(address.getScheme())) {
      return Optional.of(SETTING + " must begin with https://");
    }
    return clearText && production && !isThisMachine(address.getHost())
        ? Optional.of(SETTING + " must begin with https://: it would carry tokens in clear text")
        : Optional.empty();
  }

  /** By name or number only: a name server must not decide whether we encrypt. */
  private static boolean isThisMachine(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
