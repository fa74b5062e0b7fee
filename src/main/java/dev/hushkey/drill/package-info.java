/** Rehearses an incident on links that nobody has: made, revoked, swept and removed. */
package dev.hushkey.drill;
