/**
 * Typed identifiers. Two of them cannot be swapped without the compiler noticing. Imports no other
 * room.
 */
package dev.hushkey.identity;
