package dev.hushkey.stack.bench.revoke;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Probes that ask side by side for as long as this is open, and what they have seen lately. */
final class Probes implements AutoCloseable {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ExecutorService threads;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private volatile long since = System.nanoTime();
  private volatile boolean over;

  private Probes(int number) {
    this.threads = Executors.newFixedThreadPool(number);
  }

  /** Starts one for each seat. */
  static Probes start(List<Probe.Seat> seats, Keys keys, int port) {
    Probes probes = new Probes(seats.size());
    for (int number = 0; number < seats.size(); number++) {
      Probe probe = new Probe(seats.get(number), number, keys, port);
      probes.threads.execute(() -> probes.run(probe));
    }
    return probes;
  }

  private void run(Probe probe) {
    try {
      probe.run(this::add, () -> over);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      failure.compareAndSet(null, e);
    }
  }

  private void add(Seen answer) {
    if (answer.began() > since) {
      seen.add(answer);
    }
  }

  /** Forgets what was seen so far, and ignores the answers to what was asked so far. */
  void forget() {
    since = System.nanoTime();
    seen = new ConcurrentLinkedQueue<>();
  }

  /** What was seen since the last {@link #forget()}. */
  List<Seen> seen() {
    requireAll();
    return List.copyOf(seen);
  }

  /**
   * Waits until enough was seen.
   *
   * @throws IllegalStateException when it never is, or a probe has failed
   */
  void await(String what, Predicate<List<Seen>> enough) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!enough.test(seen())) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("waited in vain: " + what);
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }

  private void requireAll() {
    if (failure.get() != null) {
      throw new IllegalStateException("a probe has failed", failure.get());
    }
  }

  @Override
  public void close() {
    over = true;
    threads.shutdown();
    try {
      threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
