/** Vault's Transit engine, one batch per call: concurrent operations share calls. */
package dev.hushkey.seal.transit;
