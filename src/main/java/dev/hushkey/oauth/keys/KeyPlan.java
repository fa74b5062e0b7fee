package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.SigningAlgorithm;
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

  private static final Comparator<KeyTimes> BY_TIME =
      Comparator.comparing(KeyTimes::signsFrom).thenComparing(KeyTimes::kid);

  KeyPlan {
    keys = keys.stream().sorted(BY_TIME).toList();
  }

  /** The same without these keys. */
  KeyPlan without(Set<String> kids) {
    return new KeyPlan(keys.stream().filter(key -> !kids.contains(key.kid())).toList(), now);
  }

  /** The latest key whose start has come. */
  Optional<KeyTimes> signing(SigningAlgorithm algorithm) {
    return of(algorithm).stream()
        .filter(key -> !key.signsFrom().isAfter(now))
        .reduce((_, later) -> later);
  }

  /** When the next key of this algorithm signs, if it is time to make and publish it. */
  Optional<Instant> due(SigningAlgorithm algorithm, Duration rotateEvery, Duration publishAhead) {
    if (signing(algorithm).isEmpty()) {
      return Optional.of(now);
    }
    Instant next = of(algorithm).getLast().signsFrom().plus(rotateEvery);
    Instant soonest = now.plus(publishAhead);
    return next.isAfter(soonest) ? Optional.empty() : Optional.of(soonest);
  }

  /** When a key stops signing; empty while it has no successor. */
  Optional<Instant> signsUntil(KeyTimes key) {
    List<KeyTimes> alike = of(key.algorithm());
    int next = alike.indexOf(key) + 1;
    return next < alike.size() ? Optional.of(alike.get(next).signsFrom()) : Optional.empty();
  }

  /** Whether everything that the key signed has expired. */
  boolean isOver(KeyTimes key, Duration longestToken) {
    return signsUntil(key).filter(end -> !end.plus(longestToken).isAfter(now)).isPresent();
  }

  SigningKeyState state(KeyTimes key) {
    if (key.signsFrom().isAfter(now)) {
      return SigningKeyState.ANNOUNCED;
    }
    return signing(key.algorithm()).filter(key::equals).isPresent()
        ? SigningKeyState.SIGNING
        : SigningKeyState.VERIFYING;
  }

  private List<KeyTimes> of(SigningAlgorithm algorithm) {
    return keys.stream().filter(key -> key.algorithm() == algorithm).toList();
  }
}
