/**
 * The local stack: real PostgreSQL, OpenBao, Keycloak and Hushkey as processes of this machine, for
 * {@code ./hushkey up} and for the tests. See docs/local-stack.md.
 */
package dev.hushkey.stack;
