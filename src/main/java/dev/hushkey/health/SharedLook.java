package dev.hushkey.health;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One look for all who ask: at most one is at work, and its answer is good for a second. However
 * many probes come in, what is looked at is asked once a second at most.
 *
 * @param <T> what is seen
 */
public final class SharedLook<T> {

  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Supplier<Uni<T>> look;
  private final LongSupplier nanos;

  // Guarded by this.
  private CompletableFuture<T> latest;

  private volatile long finished;

  /**
   * @param look must end within a bound of its own
   */
  public SharedLook(Supplier<Uni<T>> look) {
    this(look, System::nanoTime);
  }

  SharedLook(Supplier<Uni<T>> look, LongSupplier nanos) {
    this.look = look;
    this.nanos = nanos;
  }

  /** What the latest look saw or sees. A caller that leaves does not end it for the others. */
  public Uni<T> get() {
    return Uni.createFrom().completionStage(() -> latest().copy());
  }

  private synchronized CompletableFuture<T> latest() {
    if (latest == null || (latest.isDone() && isOld())) {
      latest =
          look.get()
              .onTermination()
              .invoke(() -> finished = nanos.getAsLong())
              .subscribeAsCompletionStage();
    }
    return latest;
  }

  private boolean isOld() {
    return nanos.getAsLong() - finished >= FRESH.toNanos();
  }
}
