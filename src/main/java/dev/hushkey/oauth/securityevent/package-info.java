/** Tells assistants by security event tokens that our tokens are revoked. */
package dev.hushkey.oauth.securityevent;
