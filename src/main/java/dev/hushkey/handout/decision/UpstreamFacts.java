package dev.hushkey.handout.decision;

import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

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

  /**
   * What was seen, for the last look to compare: the version, and the SHA-256 of the ciphertext,
   * since a restored database may count its versions once more.
   */
  String seen() {
    SecretText ciphertext = SecretText.of(access.text().ciphertext());
    return version + ":" + HexFormat.of().formatHex(TokenHash.of(ciphertext).toBytes());
  }
}
