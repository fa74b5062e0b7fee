/** What is measured of ours: a Hushkey of its own, with links, tokens and codes in its database. */
package dev.hushkey.stack.bench.subject;
