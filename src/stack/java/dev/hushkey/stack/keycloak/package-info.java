/** Keycloak, as the stack runs it, and a second one for comparisons. */
package dev.hushkey.stack.keycloak;
