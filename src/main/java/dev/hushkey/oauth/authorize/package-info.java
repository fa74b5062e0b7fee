/**
 * From an authorization request, pushed or not, to an authorization code (RFC 6749 §4.1, RFC 9126).
 */
package dev.hushkey.oauth.authorize;
