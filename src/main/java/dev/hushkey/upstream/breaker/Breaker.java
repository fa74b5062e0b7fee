package dev.hushkey.upstream.breaker;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Keeps calls from services that do not answer. */
public interface Breaker {

  /**
   * Makes a call unless the breaker of this service is open; fails with {@link BreakerOpen} then. A
   * call that fails counts as no answer, like an outage.
   *
   * @param service of a bounded number
   * @param outage which results mean that the service did not answer
   */
  <T> Uni<T> call(String service, Supplier<Uni<T>> call, Predicate<T> outage);

  /** How much longer a service is not asked; empty when a call may be tried. */
  Optional<Duration> openFor(String service);
}
