package dev.hushkey.revocation.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import io.quarkus.vertx.VertxContextSupport;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** The rate is that of all replicas together. */
@OnStack
class SweepPaceIT {

  private static final int RATE = 2000;
  private static final int REPLICAS = 3;
  private static final Duration TIME = Duration.ofSeconds(2);

  @Inject Mutiny.SessionFactory sessions;
  @Inject Vertx vertx;

  @Test
  void replicas_keepTheRateTogether_andUseIt() throws Exception {
    long start = System.nanoTime();
    long links = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(REPLICAS)) {
      List<Future<Long>> replicas = new ArrayList<>();
      for (int i = 0; i < REPLICAS; i++) {
        replicas.add(threads.submit(() -> cleanUp(start)));
      }
      for (Future<Long> replica : replicas) {
        links += replica.get();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(links / seconds).isBetween(RATE * 0.6, RATE * 1.1);
  }

  private long cleanUp(long start) {
    SweepPace pace = SweepPace.of(RATE, vertx);
    int chunk = pace.chunk(100);
    long links = 0;
    while (System.nanoTime() - start < TIME.toNanos()) {
      step(pace, chunk);
      links += chunk;
    }
    return links;
  }

  private void step(SweepPace pace, int links) {
    try {
      VertxContextSupport.subscribeAndAwait(
          () -> sessions.withTransaction(session -> pace.use(session, links)).chain(pace::rest));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
