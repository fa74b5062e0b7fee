package dev.hushkey.stack.bench.endure;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * One way to lose a part.
 *
 * @param name what is lost
 * @param strike does it; gives what mends it
 * @param hold for how long at least it stays lost
 */
record Kill(String name, Supplier<Runnable> strike, Duration hold) {

  /** Mended as soon as all is calm. */
  static Kill of(String name, Supplier<Runnable> strike) {
    return new Kill(name, strike, Duration.ZERO);
  }
}
