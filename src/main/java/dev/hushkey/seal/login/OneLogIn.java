package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultCredentials;
import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.secret.SecretText;
import io.github.jopenlibs.vault.VaultException;
import java.time.Clock;

/**
 * One log-in as the service makes them, for a look at the installation. Nobody renews its token,
 * which ends after its time.
 */
public final class OneLogIn {

  private OneLogIn() {}

  /**
   * Whether a log-in would take the credentials away from the service: a wrapped secret-id can be
   * unwrapped only once.
   */
  public static boolean usesUp(VaultCredentials credentials) {
    return credentials.appRole().flatMap(VaultCredentials.AppRole::secretIdWrapped).orElse(false);
  }

  /** The name of the method that is configured. */
  public static String method(VaultCredentials credentials, String prefix, VaultDriver driver) {
    return LoginMethods.of(credentials, prefix, driver).name();
  }

  /**
   * The token of a new log-in.
   *
   * @throws VaultFault with words that may be shown
   */
  public static SecretText token(
      VaultCredentials credentials, String prefix, VaultDriver driver, Clock clock)
      throws VaultFault {
    VaultLogin login = LoginMethods.of(credentials, prefix, driver).logIn(clock.instant());
    try {
      return SecretText.of(login.client().auth().lookupSelf().getId());
    } catch (VaultException failure) {
      throw VaultFault.of(failure);
    }
  }
}
