package dev.hushkey.oauth.keys;

import java.time.Instant;
import java.util.Optional;

/**
 * When a key was made, when it starts to sign, and when it was withdrawn, by the database's clock.
 */
record KeyTimes(
    String kid, KeyUse use, Instant createdAt, Instant signsFrom, Optional<Instant> withdrawnAt) {

  boolean isWithdrawn() {
    return withdrawnAt.isPresent();
  }

  /** A key withdrawn before its time never signed, and so ended the time of no other. */
  boolean neverSigns() {
    return withdrawnAt.filter(at -> at.isBefore(signsFrom)).isPresent();
  }
}
