package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultFault;

/** A log-in that works but must not be used in a guarded profile: only an operator can fix this. */
final class UnsafeVault extends VaultFault {

  private static final long serialVersionUID = 1L;

  UnsafeVault(String message) {
    super(Kind.CREDENTIALS_REFUSED, message);
  }
}
