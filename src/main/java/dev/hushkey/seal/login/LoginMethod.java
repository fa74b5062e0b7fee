package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.secret.SecretReference;
import dev.hushkey.secret.SecretText;
import java.nio.file.Path;
import java.time.Instant;

/** One way to prove to Vault who we are. Blocks; call it on virtual threads. */
sealed interface LoginMethod permits AgentLogin, AppRoleLogin, KubernetesLogin, TokenFileLogin {

  /** As people call it, for the log. */
  String name();

  /**
   * Logs in with what the files hold now.
   *
   * @throws VaultFault CREDENTIALS_REFUSED when they cannot be read or are not accepted
   */
  VaultLogin logIn(Instant now) throws VaultFault;

  /** Whether somebody has put other credentials in the place of those of the latest log-in. */
  default boolean hasOtherCredentials() {
    return false;
  }

  /** What a file holds now; the setting is named when it cannot be read. */
  static SecretText read(String setting, Path file) throws VaultFault {
    try {
      return new SecretReference("file:" + file).read();
    } catch (IllegalStateException unreadable) {
      throw new VaultFault(
          VaultFault.Kind.CREDENTIALS_REFUSED, setting + ": " + unreadable.getMessage());
    }
  }

  /** Whatever Vault has against a log-in it has against the credentials, unless it is away. */
  static VaultFault refused(VaultFault fault) {
    return fault.kind() == VaultFault.Kind.AWAY
        ? fault
        : new VaultFault(
            VaultFault.Kind.CREDENTIALS_REFUSED, "refused the credentials, " + fault.getMessage());
  }
}
