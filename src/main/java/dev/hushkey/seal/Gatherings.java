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
    require(limits.callsAtOnce() >= 1 && limits.callsAtOnce() <= MOST_CALLS, "calls-at-once");
    require(limits.mostWaiting() >= 1, "most-waiting");
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

  private static void require(boolean fits, String setting) {
    if (!fits) {
      throw new ConfigurationException(
          PREFIX + setting + " is out of range; see docs/configuration.md",
          Set.of(PREFIX + setting));
    }
  }

  private record Lane(TransitOperation operation, String key) {}
}
