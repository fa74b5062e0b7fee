/**
 * One decision about one user, device and action: an uncached SQL statement that returns facts, and
 * a plain function that judges them.
 */
package dev.hushkey.handout.decision;
