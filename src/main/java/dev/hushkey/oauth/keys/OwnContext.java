package dev.hushkey.oauth.keys;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Runs work on a Vert.x context of its own. Hibernate Reactive keeps the open session in the
 * context: on the caller's, our work would join a transaction that may yet be rolled back.
 */
final class OwnContext {

  private OwnContext() {}

  /** Emits where the one who subscribed is, if that is a Vert.x context. */
  static <T> Uni<T> run(Vertx vertx, Supplier<Uni<T>> work) {
    return andBack(start(vertx, work));
  }

  /** For an outcome that may come from elsewhere, such as one that several callers wait for. */
  static <T> Uni<T> andBack(Uni<T> outcome) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Context caller = Vertx.currentContext();
              return caller == null
                  ? outcome
                  : outcome.emitOn(task -> caller.runOnContext(_ -> task.run()));
            });
  }

  private static <T> Uni<T> start(Vertx vertx, Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Context own = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
              VertxContextSafetyToggle.setContextSafe(own, true);
              own.runOnContext(_ -> work.get().subscribe().with(emitter::complete, emitter::fail));
            });
  }
}
