/** Refreshes an upstream token that is about to expire, once across all replicas. */
package dev.hushkey.handout.refresh;
