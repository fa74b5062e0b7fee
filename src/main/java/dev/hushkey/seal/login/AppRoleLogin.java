package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultCredentials;
import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.secret.SecretText;
import io.github.jopenlibs.vault.VaultException;
import java.time.Instant;

/** <a href="https://openbao.org/docs/auth/approle/">AppRole</a>: a role-id and a secret-id. */
final class AppRoleLogin implements LoginMethod {

  private final VaultCredentials.AppRole settings;
  private final String prefix;
  private final VaultDriver driver;
  private final WrappedSecretId wrapped;

  AppRoleLogin(VaultCredentials.AppRole settings, String prefix, VaultDriver driver) {
    this.settings = settings;
    this.prefix = prefix;
    this.driver = driver;
    this.wrapped =
        new WrappedSecretId(
            settings.secretIdFile(), mountOf(settings), prefix + ".secret-id-file", driver);
  }

  private static String mountOf(VaultCredentials.AppRole settings) {
    return settings.mount().orElse("approle");
  }

  @Override
  public String name() {
    return "AppRole";
  }

  @Override
  public VaultLogin logIn(Instant now) throws VaultFault {
    SecretText roleId = LoginMethod.read(prefix + ".role-id-file", settings.roleIdFile());
    SecretText secretId =
        settings.secretIdWrapped().orElse(false)
            ? wrapped.secretId()
            : LoginMethod.read(prefix + ".secret-id-file", settings.secretIdFile());
    try {
      return VaultLogin.of(
          driver
              .anonymous()
              .auth()
              .loginByAppRole(mountOf(settings), roleId.reveal(), secretId.reveal()),
          driver,
          now);
    } catch (VaultException failure) {
      throw LoginMethod.refused(VaultFault.of(failure));
    }
  }
}
