/**
 * Every way to fail that a caller may learn about, and the one mapping of each to the wire: RFC
 * 6749 and RFC 6750 for the authorization server, RFC 9457 for our own API.
 */
package dev.hushkey.failure;
