/**
 * Ends all tokens of one user when a security tool asks for it, by <a
 * href="https://www.ietf.org/archive/id/draft-parecki-oauth-global-token-revocation-06.html">Global
 * Token Revocation</a>.
 */
package dev.hushkey.oauth.globalrevocation;
