package dev.hushkey.handout.decision;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * The stored tokens of a link and the moment at which the database said so. All instants are of the
 * database's clock.
 *
 * @param now when the statement ran
 * @param version of the token set
 * @param leased whether a replica is refreshing it
 */
public record UpstreamFacts(
    SealedAccess access,
    Instant now,
    Instant receivedAt,
    Instant accessExpiresAt,
    URI eventEndpoint,
    long version,
    boolean leased) {

  /** The access token's remaining life; negative once it has expired. */
  public Duration remaining() {
    return Duration.between(now, accessExpiresAt);
  }

  /** The access token's whole lifetime. */
  public Duration life() {
    return Duration.between(receivedAt, accessExpiresAt);
  }
}
