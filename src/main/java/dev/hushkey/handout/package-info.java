/**
 * Checks and hand-outs: one user, one device, one action, decided now by one uncached SQL
 * statement; and the refresh of a token that is about to end.
 */
package dev.hushkey.handout;
