/**
 * The tokens that assistants issued to us, one sealed set per link: stored, leased for a refresh,
 * replaced, rewrapped, erased. The only room that writes the table {@code upstream_token}.
 */
package dev.hushkey.upstreamtoken;
