package dev.hushkey.seal.transit;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.seal.vault.VaultSettings;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Collects the items for one Transit key and operation while calls are running, and sends them
 * together in the next call (group commit). An item that arrives when no call is running does not
 * wait. First come, first served; each key has its own batcher, so a flood for one key delays no
 * other.
 *
 * <p>An item whose caller has left is not sent; a call whose callers have all left is interrupted.
 */
final class TransitBatcher {

  /** Sends a batch and waits for its answer: one outcome for each item, in their order. */
  @FunctionalInterface
  interface Call {
    List<TransitOutcome> send(List<TransitItem> items) throws VaultFault;
  }

  private static final Duration COME_BACK = Duration.ofSeconds(1);

  private final String name;
  private final Call call;
  private final VaultSettings.Batching limits;
  private final TransitBatcherMeters meters;

  // Guarded by this. A set in order of arrival; a caller that leaves is removed at once.
  private final Set<Waiting> queue = new LinkedHashSet<>();
  private int calls;

  TransitBatcher(
      String name,
      Call call,
      VaultSettings.Batching limits,
      Function<TransitBatcher, TransitBatcherMeters> meters) {
    this.name = name;
    this.call = call;
    this.limits = limits;
    this.meters = meters.apply(this);
  }

  /**
   * The resulting text. Fails with {@link VaultFault}, or at once with {@link Failure.Overloaded}
   * when too many are already waiting.
   */
  Uni<String> submit(TransitItem item) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Waiting one = new Waiting(item, emitter, System.nanoTime());
              emitter.onTermination(() -> leave(one));
              if (!join(one)) {
                emitter.fail(new FailureException(new Failure.Overloaded(COME_BACK)));
              }
            });
  }

  synchronized int waiting() {
    return queue.size();
  }

  private synchronized boolean join(Waiting one) {
    if (queue.size() >= limits.maxQueued()) {
      return false;
    }
    queue.add(one);
    departIfPossible();
    return true;
  }

  private synchronized void leave(Waiting one) {
    if (!queue.remove(one) && one.flight != null) {
      one.flight.left();
    }
  }

  private void departIfPossible() {
    if (calls < limits.maxConcurrentCalls() && !queue.isEmpty()) {
      calls++;
      new Flight().thread.start();
    }
  }

  private synchronized void land(Flight flight) {
    flight.landed = true;
    calls--;
    departIfPossible();
  }

  /**
   * Collects the items when sending, so that those that arrived while the thread started are
   * included.
   */
  private synchronized List<Waiting> board(Flight flight) {
    List<Waiting> aboard = new ArrayList<>();
    Iterator<Waiting> next = queue.iterator();
    while (next.hasNext() && aboard.size() < limits.maxItems()) {
      Waiting one = next.next();
      next.remove();
      one.flight = flight;
      aboard.add(one);
    }
    flight.expected = aboard.size();
    return aboard;
  }

  /** One waiting caller. Compared by identity, because two may submit the same item. */
  private static final class Waiting {
    private final TransitItem item;
    private final UniEmitter<? super String> emitter;
    private final long since;
    private Flight flight;

    Waiting(TransitItem item, UniEmitter<? super String> emitter, long since) {
      this.item = item;
      this.emitter = emitter;
      this.since = since;
    }

    void tell(TransitOutcome outcome) {
      switch (outcome) {
        case TransitOutcome.Done(String text) -> emitter.complete(text);
        case TransitOutcome.Failed(VaultFault fault) -> emitter.fail(fault);
      }
    }
  }

  /** One running call. */
  private final class Flight implements Runnable {
    private final Thread thread = Thread.ofVirtual().name("vault-" + name).unstarted(this);

    // Guarded by the batcher.
    private int expected;
    private boolean landed;

    /**
     * The next call is sent before the callers of this one are notified, so that Vault does not
     * idle.
     */
    @Override
    public void run() {
      List<Waiting> aboard = board(this);
      List<TransitOutcome> outcomes;
      try {
        outcomes = aboard.isEmpty() ? List.of() : send(aboard);
      } catch (VaultFault | RuntimeException | Error failure) {
        land(this);
        aboard.forEach(one -> one.emitter.fail(failure));
        return;
      }
      land(this);
      for (int i = 0; i < outcomes.size(); i++) {
        aboard.get(i).tell(outcomes.get(i));
      }
    }

    private List<TransitOutcome> send(List<Waiting> aboard) throws VaultFault {
      long now = System.nanoTime();
      meters.sent(aboard.size());
      aboard.forEach(one -> meters.waited(now - one.since));
      return call.send(aboard.stream().map(one -> one.item).toList());
    }

    /**
     * Called for every caller of the batch, also after the answer has arrived: then there is no
     * call.
     */
    private void left() {
      expected--;
      if (expected == 0 && !landed) {
        thread.interrupt();
      }
    }
  }
}
