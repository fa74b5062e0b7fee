package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.secret.SecretReference;
import dev.hushkey.secret.SecretText;
import java.nio.file.Path;
import java.time.Instant;

/** One way to authenticate to Vault. Blocks; call it on virtual threads. */
sealed interface LoginMethod permits AgentLogin, AppRoleLogin, KubernetesLogin, TokenFileLogin {

  /** Its name, for the log. */
  String name();

  /**
   * Logs in with the current content of the files.
   *
   * @throws VaultFault CREDENTIALS_REFUSED when they cannot be read or are not accepted
   */
  VaultLogin logIn(Instant now) throws VaultFault;

  /** Whether the credentials have been replaced since the latest log-in. */
  default boolean hasOtherCredentials() {
    return false;
  }

  /** The current content of a file; the error names the setting when it cannot be read. */
  static SecretText read(String setting, Path file) throws VaultFault {
    try {
      return new SecretReference("file:" + file).read();
    } catch (IllegalStateException unreadable) {
      throw new VaultFault(
          VaultFault.Kind.CREDENTIALS_REFUSED, setting + ": " + unreadable.getMessage());
    }
  }

  /** Any refusal of a log-in counts as refused credentials, unless Vault is unavailable. */
  static VaultFault refused(VaultFault fault) {
    return fault.kind() == VaultFault.Kind.AWAY
        ? fault
        : new VaultFault(
            VaultFault.Kind.CREDENTIALS_REFUSED, "refused the credentials, " + fault.getMessage());
  }
}
