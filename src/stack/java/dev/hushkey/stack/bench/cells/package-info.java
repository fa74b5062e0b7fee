/** Two whole installations behind a proxy: one command revokes in both, one of them down. */
package dev.hushkey.stack.bench.cells;
