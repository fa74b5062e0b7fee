/** The token endpoint: one class for each grant type (RFC 6749 §4.1.3 and §6, RFC 8693). */
package dev.hushkey.oauth.token;
