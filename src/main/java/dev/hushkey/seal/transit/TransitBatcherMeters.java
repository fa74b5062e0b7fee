package dev.hushkey.seal.transit;

import dev.hushkey.gather.Gatherer;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The metrics of one {@link TransitBatcher}: how many items went in each call, and how long an item
 * waited until its call was sent.
 */
record TransitBatcherMeters(DistributionSummary items, Timer waits) implements Gatherer.Watch {

  /** The number of waiting items is read from the batcher at each scrape. */
  static TransitBatcherMeters of(
      MeterRegistry registry, TransitOperation operation, String key, Supplier<Number> waiting) {
    Tags tags = Tags.of("operation", operation.path(), "key", key);
    Gauge.builder("hushkey.seal.waiting", waiting)
        .description("Operations that wait for a call to Vault")
        .tags(tags)
        .strongReference(true)
        .register(registry);
    return new TransitBatcherMeters(
        DistributionSummary.builder("hushkey.seal.batch.items")
            .description("Items in one call to Vault")
            .tags(tags)
            .register(registry),
        Timer.builder("hushkey.seal.wait")
            .description("From the request of an operation to the call that carries it")
            .tags(tags)
            .register(registry));
  }

  @Override
  public void sent(int batch) {
    items.record(batch);
  }

  @Override
  public void waited(long nanos) {
    waits.record(Duration.ofNanos(nanos));
  }
}
