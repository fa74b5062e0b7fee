/**
 * The callers of our own API: how Keycloak's bearer tokens and DPoP-bound tokens are told apart,
 * and what we check of the latter beyond Quarkus.
 */
package dev.hushkey.caller;
