package dev.hushkey.handout.decision;

import dev.hushkey.seal.SealedText;

/**
 * What holds the access token of a link.
 *
 * @param alone whether it holds nothing else; otherwise it is the whole token set
 */
public record SealedAccess(SealedText text, boolean alone) {}
