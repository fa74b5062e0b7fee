package dev.hushkey.revocation;

/**
 * What a revocation would end now.
 *
 * @param links living links in the scope; for a device, links with a living grant on it
 * @param users people they belong to
 */
public record Extent(long links, long users) {}
