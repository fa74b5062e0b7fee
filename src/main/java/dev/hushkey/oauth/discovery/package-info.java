/** What clients can read about us: metadata (RFC 8414, RFC 9728) and keys (RFC 7517). */
package dev.hushkey.oauth.discovery;
