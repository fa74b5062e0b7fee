/**
 * Benchmarks against the running stack; {@code ./hushkey bench NAME}. Figures go to
 * docs/benchmarks.md.
 */
package dev.hushkey.stack.bench;
