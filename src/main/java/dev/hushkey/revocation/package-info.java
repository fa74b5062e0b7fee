/** Cut-offs and revocations: any set of links ends at once and is cleaned up in the background. */
package dev.hushkey.revocation;
