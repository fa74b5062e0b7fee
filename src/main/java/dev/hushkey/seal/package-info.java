/**
 * Seals and opens secrets by Vault Transit, each bound to the one it belongs to. The only room that
 * knows the Vault Java driver; what comes out of here are {@link dev.hushkey.seal.SealedText} and
 * failures.
 */
package dev.hushkey.seal;
