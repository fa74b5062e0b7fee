package dev.hushkey.seal.vault;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Emits results from our threads on their callers' contexts. */
public final class CallersContext {

  private CallersContext() {}

  /**
   * The same outcome, or Mutiny's {@code TimeoutException} after the limit, emitted on the
   * subscriber's Vert.x context, if there is one: a session of Hibernate Reactive may only be used
   * on the context that opened it.
   */
  public static <T> Uni<T> emitOn(Duration limit, Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              // the time-out comes before the switch, so that it too arrives on the caller's
              // context
              Uni<T> outcome = work.get().ifNoItem().after(limit).fail();
              Context caller = Vertx.currentContext();
              return caller == null ? outcome : outcome.emitOn(executorOf(caller));
            });
  }

  private static Executor executorOf(Context caller) {
    return task -> {
      // what was gathered comes there already, and another turn of its event loop would be for
      // nothing
      if (Vertx.currentContext() == caller) {
        task.run();
      } else {
        caller.runOnContext(_ -> task.run());
      }
    };
  }
}
