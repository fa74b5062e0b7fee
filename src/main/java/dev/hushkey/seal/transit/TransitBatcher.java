package dev.hushkey.seal.transit;

import dev.hushkey.failure.Failure;
import dev.hushkey.gather.Gatherer;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.trace.Traces;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Gathers the items for one Transit key and operation into calls, each on a virtual thread of its
 * own. Each key has its own batcher, so a flood for one key delays no other. A call whose callers
 * have all left is interrupted.
 */
final class TransitBatcher {

  /** Sends a batch and waits for its answer: one outcome for each item, in their order. */
  @FunctionalInterface
  interface Call {
    List<TransitOutcome> send(List<TransitItem> items) throws VaultFault;
  }

  /** Callers have a time-out of their own, which is shorter. */
  private static final Duration FOR_GOOD = Duration.ofHours(1);

  private final Call call;
  private final Gatherer<TransitItem, TransitOutcome> gatherer;

  /** What a call is named in a trace: by its operation, and never by its key's name. */
  private final String what;

  private final Traces traces;

  TransitBatcher(
      String name,
      Call call,
      VaultSettings.Batching limits,
      Traces traces,
      Function<TransitBatcher, TransitBatcherMeters> meters) {
    this.call = call;
    this.traces = traces;
    this.what = "vault " + name;
    this.gatherer =
        new Gatherer<>(
            task -> Thread.ofVirtual().name("vault-" + name).start(task),
            this::send,
            new Gatherer.Limits(
                limits.maxConcurrentCalls(), limits.maxItems(), limits.maxQueued(), FOR_GOOD),
            meters.apply(this));
  }

  /**
   * The resulting text. Fails with {@link VaultFault}, or at once with {@link Failure.Overloaded}
   * when too many are already waiting.
   */
  Uni<String> submit(TransitItem item) {
    return gatherer.ask(item).onItem().transformToUni(TransitBatcher::text);
  }

  private static Uni<String> text(TransitOutcome outcome) {
    return switch (outcome) {
      case TransitOutcome.Done(String text) -> Uni.createFrom().item(text);
      case TransitOutcome.Failed(VaultFault fault) -> Uni.createFrom().failure(fault);
    };
  }

  int waiting() {
    return gatherer.waiting();
  }

  /** Blocks the virtual thread that subscribes. */
  private Uni<List<TransitOutcome>> send(List<TransitItem> items) {
    Uni<List<TransitOutcome>> sent = Uni.createFrom().emitter(emitter -> send(items, emitter));
    return traces.areOn() ? traces.call(what, items.size(), () -> sent) : sent;
  }

  private void send(List<TransitItem> items, UniEmitter<? super List<TransitOutcome>> emitter) {
    Thread sender = Thread.currentThread();
    AtomicBoolean done = new AtomicBoolean();
    emitter.onTermination(
        () -> {
          if (!done.get()) {
            sender.interrupt();
          }
        });
    try {
      List<TransitOutcome> outcomes = call.send(items);
      done.set(true);
      emitter.complete(outcomes);
    } catch (VaultFault | RuntimeException | Error failure) {
      done.set(true);
      emitter.fail(failure);
    }
  }
}
