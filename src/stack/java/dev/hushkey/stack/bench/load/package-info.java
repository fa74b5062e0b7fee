/** Load at a constant rate or as fast as it goes, and what it measures. */
package dev.hushkey.stack.bench.load;
