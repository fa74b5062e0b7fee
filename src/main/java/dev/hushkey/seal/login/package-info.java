/** How we log in at Vault, keep the token alive, and refuse one that is not safe. */
package dev.hushkey.seal.login;
