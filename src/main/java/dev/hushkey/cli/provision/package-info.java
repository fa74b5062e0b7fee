/** Sets Vault up and says where it differs; Vault's HTTP API with an operator's token. */
package dev.hushkey.cli.provision;
