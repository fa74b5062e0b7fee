package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.LoginChoice;
import dev.hushkey.seal.vault.VaultCredentials;
import dev.hushkey.seal.vault.VaultDriver;
import io.quarkus.runtime.configuration.ConfigurationException;

/** The ways to log in. */
final class LoginMethods {

  private LoginMethods() {}

  /**
   * The method that the settings under this prefix configure.
   *
   * @throws ConfigurationException none or several are configured; names the keys
   */
  static LoginMethod of(VaultCredentials credentials, String prefix, VaultDriver driver) {
    LoginChoice.problemWith(credentials, prefix)
        .ifPresent(
            problem -> {
              throw new ConfigurationException(problem);
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
}
