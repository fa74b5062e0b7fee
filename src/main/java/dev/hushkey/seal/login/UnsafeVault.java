package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultFault;

/** A log-in that works and must not be used in production: nothing heals this but an operator. */
final class UnsafeVault extends VaultFault {

  private static final long serialVersionUID = 1L;

  UnsafeVault(String message) {
    super(Kind.CREDENTIALS_REFUSED, message);
  }
}
