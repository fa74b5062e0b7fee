/** Logs in at Vault, keeps the token alive, and refuses an unsafe one. */
package dev.hushkey.seal.login;
