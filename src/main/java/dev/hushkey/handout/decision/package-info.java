/**
 * One decision about one user, device and action: an uncached SQL statement that returns facts, and
 * a pure function that judges them.
 */
package dev.hushkey.handout.decision;
