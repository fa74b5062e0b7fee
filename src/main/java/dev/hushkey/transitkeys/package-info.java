/**
 * The life of the Transit keys: new versions, and every ciphertext moved to them in the background.
 * Old versions are destroyed by people, with tokens of their own (docs/runbooks/keys.md).
 */
package dev.hushkey.transitkeys;
