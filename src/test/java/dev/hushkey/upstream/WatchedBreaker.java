package dev.hushkey.upstream;

import dev.hushkey.upstream.breaker.Breaker;
import dev.hushkey.upstream.breaker.BreakerOpen;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Remembers what it was told of each call, and is open when a test says so. */
final class WatchedBreaker implements Breaker {

  final List<String> answers = new CopyOnWriteArrayList<>();
  volatile Optional<Duration> open = Optional.empty();

  @Override
  public <T> Uni<T> call(String service, Supplier<Uni<T>> call, Predicate<T> outage) {
    return open.<Uni<T>>map(left -> Uni.createFrom().failure(new BreakerOpen(left)))
        .orElseGet(
            () ->
                call.get()
                    .invoke(
                        result ->
                            answers.add(service + (outage.test(result) ? " away" : " answered"))));
  }

  @Override
  public Optional<Duration> openFor(String service) {
    return open;
  }
}
