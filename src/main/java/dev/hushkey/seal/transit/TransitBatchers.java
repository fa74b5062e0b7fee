package dev.hushkey.seal.transit;

import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.trace.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One {@link TransitBatcher} for each Transit key and operation. */
@Singleton
public final class TransitBatchers {

  private final Transit transit;
  private final VaultSettings.Batching limits;
  private final MeterRegistry meters;
  private final Traces traces;
  private final Map<Lane, TransitBatcher> lanes = new ConcurrentHashMap<>();

  public TransitBatchers(
      Transit transit, VaultSettings config, MeterRegistry meters, Traces traces) {
    this.traces = traces;
    this.transit = transit;
    this.limits = config.batching();
    this.meters = meters;
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
        traces,
        batcher -> TransitBatcherMeters.of(meters, lane.operation(), lane.key(), batcher::waiting));
  }

  private record Lane(TransitOperation operation, String key) {}
}
