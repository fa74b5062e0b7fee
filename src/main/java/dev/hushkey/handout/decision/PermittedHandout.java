package dev.hushkey.handout.decision;

import dev.hushkey.identity.LinkRef;

/** An allowed hand-out and its tokens. */
public record PermittedHandout(Question question, LinkRef link, UpstreamFacts upstream) {}
