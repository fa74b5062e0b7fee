package dev.hushkey.drill;

import io.quarkus.vertx.VertxContextSupport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Asks at every door, again and again, for as long as this is open. */
final class Probes implements AutoCloseable {

  private static final int AT_EACH_DOOR = 2;
  private static final Duration BETWEEN = Duration.ofMillis(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean over;

  private Probes() {}

  /**
   * An answer.
   *
   * @param began when it was asked for, by {@link System#nanoTime()}
   */
  private record Seen(int probe, boolean given, long began, long ended) {}

  /** Starts a few at each door. */
  static Probes start(Doors doors, List<SyntheticLink> links) {
    Probes probes = new Probes();
    List<Doors.Door> each = doors.of(links.getFirst().ref().assistant());
    for (int n = 0; n < each.size() * AT_EACH_DOOR; n++) {
      int probe = n;
      Doors.Door door = each.get(n % each.size());
      probes.threads.add(
          Thread.ofVirtual()
              .name("drill-probe-" + n)
              .start(() -> probes.run(probe, door, doors, links)));
    }
    return probes;
  }

  private void run(int probe, Doors.Door door, Doors doors, List<SyntheticLink> links) {
    try {
      for (int turn = probe; !over; turn++) {
        SyntheticLink link = links.get(turn % links.size());
        long began = System.nanoTime();
        boolean given = VertxContextSupport.subscribeAndAwait(() -> doors.gives(door, link));
        seen.add(new Seen(probe, given, began, System.nanoTime()));
        Thread.sleep(BETWEEN);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (Throwable thrown) {
      failure.compareAndSet(null, thrown);
    }
  }

  /** Waits until each was given something. */
  void awaitOpen() throws InterruptedException {
    await("a door is closed before the revocation", Seen::given);
  }

  /** Waits until each was asked after this instant, and refused. */
  void awaitClosed(long since) throws InterruptedException {
    await("a door stays open after the revocation", one -> one.began() > since && !one.given());
  }

  private void await(String otherwise, Predicate<Seen> which) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!IntStream.range(0, threads.size())
        .allMatch(
            probe -> seen.stream().anyMatch(one -> one.probe() == probe && which.test(one)))) {
      if (failure.get() != null) {
        throw new IllegalStateException("a door failed", failure.get());
      }
      if (System.nanoTime() > until) {
        throw new DrillFailed(otherwise);
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }

  /** From one instant to the end of the last answer that gave something. */
  Duration lastGiven(long since) {
    long last = seen.stream().filter(Seen::given).mapToLong(Seen::ended).max().orElse(since);
    return Duration.ofNanos(Math.max(0, last - since));
  }

  /** How many answered, and how many of those asked for after this instant gave something. */
  Drill.Answers answers(long since) {
    return new Drill.Answers(
        seen.size(), seen.stream().filter(one -> one.given() && one.began() > since).count());
  }

  @Override
  public void close() {
    over = true;
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join(PATIENCE);
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
