/**
 * The keys that sign our access tokens: made once for all replicas, sealed at rest, published as <a
 * href="https://www.rfc-editor.org/rfc/rfc7517">RFC 7517</a> documents.
 */
package dev.hushkey.oauth.keys;
