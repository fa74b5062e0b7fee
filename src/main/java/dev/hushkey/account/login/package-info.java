/** Logging in and out at Keycloak, and failures on the way. */
package dev.hushkey.account.login;
