/**
 * Cut-offs and revocations: any set of links ends at once, and is then put away in the background.
 */
package dev.hushkey.revocation;
