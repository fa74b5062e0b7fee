package dev.hushkey.revocation.selection;

/**
 * What a revocation would end now.
 *
 * @param links the living links in the scope; for a device, links with a living grant on it
 * @param users the owners of those links
 */
public record Extent(long links, long users) {}
