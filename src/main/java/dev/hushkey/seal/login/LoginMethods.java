package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultCredentials;
import dev.hushkey.seal.vault.VaultDriver;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The choice among the ways to log in: exactly one is configured, or the start stops. */
final class LoginMethods {

  private LoginMethods() {}

  /**
   * The one that the settings under this prefix name.
   *
   * @throws ConfigurationException none or several are configured; names the keys
   */
  static LoginMethod of(VaultCredentials credentials, String prefix, VaultDriver driver) {
    problemWith(credentials, prefix)
        .ifPresent(
            problem -> {
              throw new ConfigurationException(problem, Set.copyOf(keys(prefix)));
            });
    if (credentials.appRole().isPresent()) {
      return new AppRoleLogin(credentials.appRole().get(), prefix + ".app-role", driver);
    }
    if (credentials.kubernetes().isPresent()) {
      return new KubernetesLogin(credentials.kubernetes().get(), prefix + ".kubernetes", driver);
    }
    return credentials.tokenFile().isPresent()
        ? new TokenFileLogin(credentials.tokenFile().get(), prefix + ".token-file", driver)
        : new AgentLogin(driver);
  }

  /** What is wrong with the choice, naming the settings; empty if nothing is. */
  static Optional<String> problemWith(VaultCredentials credentials, String prefix) {
    List<String> chosen = new ArrayList<>();
    credentials.appRole().ifPresent(_ -> chosen.add(prefix + ".app-role.*"));
    credentials.kubernetes().ifPresent(_ -> chosen.add(prefix + ".kubernetes.*"));
    credentials.tokenFile().ifPresent(_ -> chosen.add(prefix + ".token-file"));
    if (credentials.agent().orElse(false)) {
      chosen.add(prefix + ".agent");
    }
    return switch (chosen.size()) {
      case 1 -> Optional.empty();
      case 0 ->
          Optional.of("No log-in at Vault: set one of " + String.join(", ", keys(prefix)) + ".");
      default ->
          Optional.of(
              "Several log-ins at Vault: keep one of " + String.join(", ", chosen) + " only.");
    };
  }

  private static List<String> keys(String prefix) {
    return List.of(
        prefix + ".app-role.role-id-file",
        prefix + ".kubernetes.role",
        prefix + ".token-file",
        prefix + ".agent");
  }
}
