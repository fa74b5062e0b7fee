/**
 * Typed identifiers. Two of them cannot be swapped without the compiler noticing. Imports nothing
 * of ours.
 */
package dev.hushkey.identity;
