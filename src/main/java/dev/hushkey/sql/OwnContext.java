package dev.hushkey.sql;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.logging.MDC;

/**
 * Runs work on a separate Vert.x context. Hibernate Reactive keeps the open session in the context:
 * on the caller's context, our work would join a transaction that may still be rolled back.
 */
public final class OwnContext {

  private OwnContext() {}

  /** Emits on the subscriber's Vert.x context, if it has one. */
  public static <T> Uni<T> run(Vertx vertx, Supplier<Uni<T>> work) {
    return andBack(start(vertx, work));
  }

  /**
   * For an outcome that may arrive on another context, such as one that several callers wait for.
   */
  public static <T> Uni<T> andBack(Uni<T> outcome) {
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
              Map<String, Object> logged = MDC.getMap();
              own.runOnContext(
                  _ -> {
                    // What is recorded here is still of the caller's request.
                    logged.forEach(MDC::put);
                    work.get().subscribe().with(emitter::complete, emitter::fail);
                  });
            });
  }
}
