package dev.hushkey.stack.bench;

import dev.hushkey.seal.Sealer;
import dev.hushkey.stack.bench.rival.SealedToken;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Callers that each open one sealed token after the other, as fast as answers come, on Vert.x
 * contexts of their own as those of a request are. Each answer is compared with what was sealed.
 */
final class Callers {

  private final Vertx vertx;
  private final Sealer sealer;
  private final List<SealedToken> tokens;
  private final LongAdder opened = new LongAdder();
  private final LongAdder wrong = new LongAdder();
  private volatile boolean over;

  Callers(Vertx vertx, Sealer sealer, List<SealedToken> tokens) {
    this.vertx = vertx;
    this.sealer = sealer;
    this.tokens = tokens;
  }

  /** Opened tokens per second. Fails when one did not open, or opened as another's. */
  double run(int callers, Duration duration) throws InterruptedException {
    CountDownLatch left = new CountDownLatch(callers);
    long start = System.nanoTime();
    IntStream.range(0, callers).forEach(i -> start(i, callers, left));
    Thread.sleep(duration);
    over = true;
    left.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (wrong.sum() > 0) {
      throw new IllegalStateException(wrong.sum() + " tokens did not open rightly");
    }
    return opened.sum() / seconds;
  }

  private void start(int first, int step, CountDownLatch left) {
    Context context = vertx.getOrCreateContext();
    context.runOnContext(_ -> openNext(first, step, left));
  }

  private void openNext(int index, int step, CountDownLatch left) {
    if (over) {
      left.countDown();
      return;
    }
    SealedToken token = tokens.get(index % tokens.size());
    sealer
        .open(token.sealed(), token.owner())
        .subscribe()
        .with(
            secret -> {
              count(secret.equals(token.secret()));
              openNext(index + step, step, left);
            },
            _ -> {
              count(false);
              openNext(index + step, step, left);
            });
  }

  private void count(boolean right) {
    (right ? opened : wrong).increment();
  }
}
