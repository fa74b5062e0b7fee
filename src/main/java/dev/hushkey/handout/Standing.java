package dev.hushkey.handout;

import dev.hushkey.identity.LinkRef;

/** A hand-out that was allowed, and the tokens that it is about. */
record Standing(Question question, LinkRef link, UpstreamFacts upstream) {}
