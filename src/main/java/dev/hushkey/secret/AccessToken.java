package dev.hushkey.secret;

import java.time.Instant;

/** An access token, RFC 6749 §1.4, and the instant at which it stops working. */
public record AccessToken(SecretText secret, Instant expiresAt) {

  /** Whether it expires within the given duration. */
  public boolean expiresBefore(Instant moment) {
    return expiresAt.isBefore(moment);
  }
}
