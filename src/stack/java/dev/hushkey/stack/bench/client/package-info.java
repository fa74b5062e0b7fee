/** How benchmarks ask: one connection for each client, and the bearer tokens of our callers. */
package dev.hushkey.stack.bench.client;
