/** What we compare with: the least that a broker must do, and its parts alone. */
package dev.hushkey.stack.bench.rival;
