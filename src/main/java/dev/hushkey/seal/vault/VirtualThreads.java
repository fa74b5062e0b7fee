package dev.hushkey.seal.vault;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Bridges the driver, which blocks, and its callers, which must not. */
public final class VirtualThreads {

  private VirtualThreads() {}

  /**
   * Runs a blocking call on a virtual thread, and interrupts it when no caller waits for it any
   * longer. Fails with Mutiny's {@code TimeoutException} after the limit; emits as {@link
   * CallersContext} does.
   */
  public static <T> Uni<T> run(String name, Duration limit, Callable<T> call) {
    return CallersContext.emitOn(limit, () -> start(name, call));
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
