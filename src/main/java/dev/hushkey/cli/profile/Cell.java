package dev.hushkey.cli.profile;

/**
 * One of several whole installations, among which the users are divided.
 *
 * @param name what it calls itself, {@code hushkey.cell}
 * @param profile of its server
 */
public record Cell(String name, Profile profile) {}
