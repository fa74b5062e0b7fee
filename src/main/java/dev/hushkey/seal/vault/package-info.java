/** The connection to Vault: the driver, TLS, settings, and the kinds of faults. */
package dev.hushkey.seal.vault;
