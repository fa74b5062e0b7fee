package dev.hushkey.upstream;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Until when which service of an assistant is left alone, shared by all replicas. */
interface Pauses {

  /**
   * This moment, by the clock that all replicas share.
   *
   * @param pause how much longer the service is left alone
   */
  record Moment(Instant now, Optional<Duration> pause) {}

  /** Reads; fails when the database does. */
  Uni<Moment> at(Place place);

  /**
   * Begins a pause, unless a longer one runs. Never fails.
   *
   * @return the time, bounded by the settings
   */
  Uni<Duration> begin(Place place, Duration time, String why);
}
