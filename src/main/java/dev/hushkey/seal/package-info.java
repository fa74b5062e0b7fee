/**
 * Seals and opens secrets with Vault Transit, each bound to its owner. The only room that knows the
 * Vault Java driver; it exposes only {@link dev.hushkey.seal.SealedText} and failures.
 */
package dev.hushkey.seal;
