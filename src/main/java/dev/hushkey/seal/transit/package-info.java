/** Vault's Transit engine, one batch a call: concurrent operations share calls. */
package dev.hushkey.seal.transit;
