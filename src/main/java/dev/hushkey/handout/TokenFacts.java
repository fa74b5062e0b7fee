package dev.hushkey.handout;

import dev.hushkey.identity.LinkRef;

/**
 * An access token of ours.
 *
 * @param link whose it is
 * @param live not revoked, not expired, not cut off
 */
record TokenFacts(LinkRef link, boolean live) {}
