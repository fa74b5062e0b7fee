package dev.hushkey.admin;

import java.time.Instant;

/** The assistant's own tokens, as far as they may be shown: that there are some, and until when. */
public record UpstreamTokenState(
    boolean sealed,
    Instant receivedAt,
    Instant accessExpiresAt,
    String region,
    String eventEndpoint,
    long version) {}
