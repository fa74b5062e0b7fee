/** Ends people's log-in sessions at Keycloak. */
package dev.hushkey.revocation.sessions;
