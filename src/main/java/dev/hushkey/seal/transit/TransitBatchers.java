package dev.hushkey.seal.transit;

import dev.hushkey.seal.vault.VaultSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One {@link TransitBatcher} for each Transit key and operation. Made at the start, to check
 * settings.
 */
@Startup
@Singleton
public final class TransitBatchers {

  private static final String PREFIX = "hushkey.vault.batching.";
  private static final int MAX_CALLS = 64;

  private final Transit transit;
  private final VaultSettings.Batching limits;
  private final MeterRegistry meters;
  private final Map<Lane, TransitBatcher> lanes = new ConcurrentHashMap<>();

  public TransitBatchers(Transit transit, VaultSettings config, MeterRegistry meters) {
    this.transit = transit;
    this.limits = config.batching();
    this.meters = meters;
    require(limits.maxConcurrentCalls(), MAX_CALLS, "max-concurrent-calls");
    require(limits.maxItems(), TransitBatch.MAX_ITEMS, "max-items");
    require(limits.maxQueued(), Integer.MAX_VALUE, "max-queued");
  }

  /** See {@link TransitBatcher#submit}. */
  public Uni<String> submit(TransitOperation operation, String key, TransitItem item) {
    return lanes.computeIfAbsent(new Lane(operation, key), this::open).submit(item);
  }

  private TransitBatcher open(Lane lane) {
    return new TransitBatcher(
        lane.operation().path(),
        items -> transit.send(lane.operation(), lane.key(), items),
        limits,
        batcher -> TransitBatcherMeters.of(meters, lane.operation(), lane.key(), batcher::waiting));
  }

  private static void require(int value, int most, String setting) {
    if (value < 1 || value > most) {
      throw new ConfigurationException(
          PREFIX + setting + " must be a number from 1 to " + most, Set.of(PREFIX + setting));
    }
  }

  private record Lane(TransitOperation operation, String key) {}
}
