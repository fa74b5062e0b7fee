package dev.hushkey.seal;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/** The bridge from the driver, which blocks, to callers, who must not. */
final class VirtualThreads {

  private VirtualThreads() {}

  /**
   * Runs a blocking call on a virtual thread, and interrupts it when nobody waits for it any more.
   * Fails with Mutiny's {@code TimeoutException} after the limit.
   *
   * <p>The outcome is emitted on the Vert.x context of the one who subscribed, if there is one: a
   * session of Hibernate Reactive may only be used on the context that opened it.
   */
  static <T> Uni<T> run(String name, Duration limit, Callable<T> call) {
    return Uni.createFrom()
        .deferred(
            () -> {
              // the time-out before the hop, so that it too arrives where the caller belongs
              Uni<T> outcome = start(name, call).ifNoItem().after(limit).fail();
              Context caller = Vertx.currentContext();
              return caller == null ? outcome : outcome.emitOn(onContext(caller));
            });
  }

  private static Executor onContext(Context caller) {
    return task -> caller.runOnContext(_ -> task.run());
  }

  private static <T> Uni<T> start(String name, Callable<T> call) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Thread thread =
                  Thread.ofVirtual()
                      .name(name)
                      .unstarted(
                          () -> {
                            try {
                              emitter.complete(call.call());
                            } catch (Exception failure) {
                              emitter.fail(failure);
                            }
                          });
              emitter.onTermination(thread::interrupt);
              thread.start();
            });
  }
}
