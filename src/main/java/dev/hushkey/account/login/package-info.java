/** Logging in at Keycloak and out again, and what went wrong there. */
package dev.hushkey.account.login;
