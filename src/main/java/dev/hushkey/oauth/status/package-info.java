/** The status of a token: introspection (RFC 7662) and revocation (RFC 7009). */
package dev.hushkey.oauth.status;
