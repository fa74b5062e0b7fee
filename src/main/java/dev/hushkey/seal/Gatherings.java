package dev.hushkey.seal;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One {@link Gathering} for each Transit key and operation. Made at the start, to check settings.
 */
@Startup
@Singleton
final class Gatherings {

  private static final String PREFIX = "hushkey.vault.gathering.";
  private static final int MOST_CALLS = 64;

  private final Transit transit;
  private final SealConfig.Gathering limits;
  private final MeterRegistry meters;
  private final Map<Lane, Gathering> lanes = new ConcurrentHashMap<>();

  Gatherings(Transit transit, SealConfig config, MeterRegistry meters) {
    this.transit = transit;
    this.limits = config.gathering();
    this.meters = meters;
    require(limits.callsAtOnce(), MOST_CALLS, "calls-at-once");
    require(limits.itemsACall(), TransitBatch.MOST_ITEMS, "items-a-call");
    require(limits.mostWaiting(), Integer.MAX_VALUE, "most-waiting");
  }

  /** See {@link Gathering#submit}. */
  Uni<String> submit(TransitOperation operation, String key, TransitItem item) {
    return lanes.computeIfAbsent(new Lane(operation, key), this::open).submit(item);
  }

  private Gathering open(Lane lane) {
    return new Gathering(
        lane.operation().path(),
        items -> transit.send(lane.operation(), lane.key(), items),
        limits,
        gathering -> GatheringMeters.of(meters, lane.operation(), lane.key(), gathering::waiting));
  }

  private static void require(int value, int most, String setting) {
    if (value < 1 || value > most) {
      throw new ConfigurationException(
          PREFIX + setting + " must be a number from 1 to " + most, Set.of(PREFIX + setting));
    }
  }

  private record Lane(TransitOperation operation, String key) {}
}
