package dev.hushkey.upstream;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Pauses that began in a test, which never end in it. */
final class PausesInMemory implements Pauses {

  final Map<String, Duration> begun = new ConcurrentHashMap<>();
  private final Instant now;

  PausesInMemory(Instant now) {
    this.now = now;
  }

  @Override
  public Uni<Moment> at(Place place) {
    return Uni.createFrom().item(new Moment(now, Optional.ofNullable(begun.get(place.key()))));
  }

  @Override
  public Uni<Duration> begin(Place place, Duration time, String why) {
    begun.put(place.key(), time);
    return Uni.createFrom().item(time);
  }
}
