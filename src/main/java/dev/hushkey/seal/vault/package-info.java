/** The connection to Vault: the driver, TLS, settings, and what a fault of Vault means. */
package dev.hushkey.seal.vault;
