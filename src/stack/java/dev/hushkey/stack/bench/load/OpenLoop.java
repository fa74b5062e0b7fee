package dev.hushkey.stack.bench.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends at a constant rate, whether or not answers come: each request has its moment, and its
 * latency counts from there. A server that stalls cannot hide it by slowing the sender down.
 */
public final class OpenLoop {

  private static final int MAX_AT_ONCE = 2000;

  private final int perSecond;
  private final Duration duration;

  public OpenLoop(int perSecond, Duration duration) {
    this.perSecond = perSecond;
    this.duration = duration;
  }

  /**
   * What came out.
   *
   * @param micros latencies in microseconds, sorted; of all requests, failed ones included
   * @param stolen the share of the machine's time that its host gave to others, 0 to 1; figures of
   *     a run in which much was stolen say little
   */
  public record Result(long[] micros, int failed, int dropped, double stolen) {

    public double millis(double quantile) {
      int index = (int) Math.ceil(quantile * micros.length) - 1;
      return micros[Math.max(0, index)] / 1000.0;
    }
  }

  /** Runs; the request tells whether the answer was the expected one. */
  public Result run(Callable<Boolean> request) throws InterruptedException {
    int total = Math.toIntExact(perSecond * duration.toSeconds());
    long gap = Duration.ofSeconds(1).toNanos() / perSecond;
    long[] micros = new long[total];
    AtomicInteger failed = new AtomicInteger();
    int dropped = 0;
    Semaphore room = new Semaphore(MAX_AT_ONCE);
    CpuTime before = CpuTime.now();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < total; i++) {
        long moment = start + i * gap;
        waitUntil(moment);
        if (!room.tryAcquire()) {
          dropped++;
          continue;
        }
        int index = i;
        threads.execute(
            () -> {
              if (!succeeds(request)) {
                failed.incrementAndGet();
              }
              micros[index] = (System.nanoTime() - moment) / 1000;
              room.release();
            });
      }
    }
    Arrays.sort(micros);
    return new Result(micros, failed.get(), dropped, CpuTime.now().stolenSince(before));
  }

  private static void waitUntil(long moment) {
    for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static boolean succeeds(Callable<Boolean> request) {
    try {
      return request.call();
    } catch (Exception away) {
      return false;
    }
  }
}
