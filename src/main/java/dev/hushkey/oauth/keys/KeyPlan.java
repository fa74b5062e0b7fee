package dev.hushkey.oauth.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which key signs, which is due, and which can be removed. Pure functions of the keys and
 * the time, so that all replicas come to the same result.
 *
 * @param keys all keys
 * @param now by the database's clock
 */
record KeyPlan(List<KeyTimes> keys, Instant now) {

  /** How long a withdrawn key stays in the list, for whoever looks for it. */
  static final Duration SHOWN_WITHDRAWN = Duration.ofDays(30);

  private static final Comparator<KeyTimes> BY_TIME =
      Comparator.comparing(KeyTimes::signsFrom).thenComparing(KeyTimes::kid);

  KeyPlan {
    keys = keys.stream().sorted(BY_TIME).toList();
  }

  /** The same without these keys. */
  KeyPlan without(Set<String> kids) {
    return new KeyPlan(keys.stream().filter(key -> !kids.contains(key.kid())).toList(), now);
  }

  /**
   * The latest key whose start has come; none if it was withdrawn. The one before it does not sign
   * again: its time is over, and it may have leaked by the same way.
   */
  Optional<KeyTimes> signing(KeyUse use) {
    return of(use).stream()
        .filter(key -> !key.signsFrom().isAfter(now))
        .reduce((_, later) -> later)
        .filter(key -> !key.isWithdrawn());
  }

  /** When the next key of this use signs, if it is time to make and publish it. */
  Optional<Instant> due(KeyUse use, Duration rotateEvery, Duration publishAhead) {
    if (signing(use).isEmpty()) {
      return Optional.of(now);
    }
    Instant next =
        of(use).stream()
            .filter(key -> !key.isWithdrawn())
            .toList()
            .getLast()
            .signsFrom()
            .plus(rotateEvery);
    Instant soonest = now.plus(publishAhead);
    return next.isAfter(soonest) ? Optional.empty() : Optional.of(soonest);
  }

  /** When a key stops signing; empty while it has no successor. */
  Optional<Instant> signsUntil(KeyTimes key) {
    if (key.neverSigns()) {
      return Optional.empty();
    }
    List<KeyTimes> alike = of(key.use());
    int next = alike.indexOf(key) + 1;
    Optional<Instant> successor =
        next < alike.size() ? Optional.of(alike.get(next).signsFrom()) : Optional.empty();
    return key.withdrawnAt()
        .filter(at -> successor.filter(at::isAfter).isEmpty())
        .or(() -> successor);
  }

  /** Whether everything that the key signed has expired. */
  boolean isOver(KeyTimes key, Duration longestToken) {
    return key.withdrawnAt()
        .map(at -> at.plus(SHOWN_WITHDRAWN))
        .or(() -> signsUntil(key))
        .filter(end -> !end.plus(longestToken).isAfter(now))
        .isPresent();
  }

  SigningKeyState state(KeyTimes key) {
    if (key.isWithdrawn()) {
      return SigningKeyState.WITHDRAWN;
    }
    if (key.signsFrom().isAfter(now)) {
      return SigningKeyState.ANNOUNCED;
    }
    return signing(key.use()).filter(key::equals).isPresent()
        ? SigningKeyState.SIGNING
        : SigningKeyState.VERIFYING;
  }

  private List<KeyTimes> of(KeyUse use) {
    return keys.stream().filter(key -> key.use().equals(use) && !key.neverSigns()).toList();
  }
}
