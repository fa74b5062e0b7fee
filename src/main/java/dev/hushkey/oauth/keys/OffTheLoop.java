package dev.hushkey.oauth.keys;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Signing and verifying take half a millisecond of computing. There are few event loops (ADR 62),
 * so it is done on a worker thread, and all processors share it.
 */
public final class OffTheLoop {

  private OffTheLoop() {}

  /** The result, or the exception as a failure, on the caller's Vert.x context if it has one. */
  public static <T> Uni<T> compute(Supplier<T> work) {
    Context context = Vertx.currentContext();
    return context == null
        ? Uni.createFrom().item(work)
        : Uni.createFrom()
            .emitter(
                emitter ->
                    context
                        .executeBlocking(work::get, false)
                        .onComplete(emitter::complete, emitter::fail));
  }
}
