/**
 * Who calls our own API: how bearer tokens and DPoP-bound tokens of Keycloak are told apart, and
 * what is checked of the latter beyond what Quarkus does.
 */
package dev.hushkey.caller;
