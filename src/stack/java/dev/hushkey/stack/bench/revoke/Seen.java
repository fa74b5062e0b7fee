package dev.hushkey.stack.bench.revoke;

import java.time.Duration;

/**
 * One answer.
 *
 * @param probe the number of the probe that asked
 * @param selected whether the revocation that is measured is to end the link
 * @param began when the request was about to be sent, by {@link System#nanoTime()}
 * @param ended when its answer was there
 */
record Seen(int probe, Door door, boolean selected, long began, long ended, Verdict verdict) {

  boolean accepted() {
    return verdict == Verdict.ACCEPTED;
  }

  boolean refused() {
    return verdict == Verdict.REFUSED;
  }

  /** The same for a revocation of everything. */
  Seen ofEverything() {
    return new Seen(probe, door, true, began, ended, verdict);
  }

  /** The same for a revocation of listed links: whoever has only a code is not on the list. */
  Seen ofList() {
    return new Seen(probe, door, selected && door != Door.CODE, began, ended, verdict);
  }

  Duration took() {
    return Duration.ofNanos(ended - began);
  }
}
