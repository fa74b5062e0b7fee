package dev.hushkey.audit;

/**
 * What must hold, in the very statement that records it, for an event that says {@code allowed}.
 *
 * @param condition SQL about the columns of the event, {@code e}, and {@code e.token_id}, the
 *     access token that asks, or null
 */
public record StillTrue(String condition) {}
