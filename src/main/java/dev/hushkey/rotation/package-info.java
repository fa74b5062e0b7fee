/**
 * The life of the Transit keys: new versions, and everything under seal moved to them in the
 * background. Old versions are ended by people, with tokens of their own (docs/runbooks/keys.md).
 */
package dev.hushkey.rotation;
