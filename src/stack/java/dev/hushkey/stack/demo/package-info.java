/** {@code ./hushkey demo}: the story from link to revocation, on real services, for a newcomer. */
package dev.hushkey.stack.demo;
