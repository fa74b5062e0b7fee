package dev.hushkey.identity;

/**
 * A link together with its owner: an upstream token is sealed for all three, and every reader must
 * name them. They travel together so that they cannot be combined wrongly.
 */
public record LinkRef(AssistantId assistant, LinkId link, UserId user) {}
