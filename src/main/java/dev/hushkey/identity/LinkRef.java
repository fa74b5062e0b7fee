package dev.hushkey.identity;

/**
 * A link together with whom it belongs to: what an upstream token is sealed for, and what every
 * reader of it must name. The three travel together so that nobody can combine them wrongly.
 */
public record LinkRef(AssistantId assistant, LinkId link, UserId user) {}
