package dev.hushkey.enablement;

/** Where Amazon shall bring the person back; without it, to the first of the configured places. */
public record AppLinkStart(String redirectUri) {}
