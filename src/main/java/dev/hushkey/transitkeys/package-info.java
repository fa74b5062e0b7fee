/**
 * The life of the Transit keys: new versions, and every ciphertext moved to them in the background.
 * Only operators destroy old versions, with their own tokens (docs/runbooks/keys.md).
 */
package dev.hushkey.transitkeys;
