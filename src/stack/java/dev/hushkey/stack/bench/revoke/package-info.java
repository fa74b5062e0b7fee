/** Probes at every door while a set of links is revoked, and what they saw. */
package dev.hushkey.stack.bench.revoke;
