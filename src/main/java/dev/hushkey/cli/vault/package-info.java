/** Commands about Vault: policies, provisioning, Transit keys. */
package dev.hushkey.cli.vault;
