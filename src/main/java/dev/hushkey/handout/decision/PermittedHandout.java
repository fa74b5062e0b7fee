package dev.hushkey.handout.decision;

import dev.hushkey.identity.LinkRef;

/** A hand-out that was allowed, and the tokens that it is about. */
public record PermittedHandout(Question question, LinkRef link, UpstreamFacts upstream) {}
