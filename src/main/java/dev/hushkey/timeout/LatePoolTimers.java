package dev.hushkey.timeout;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Arrays;

/**
 * Keeps a fault of the driver out of the log: its pool does not stop the timer of a request for a
 * connection that has failed, and the timer then fails it once more. In an outage that would be a
 * stack trace for each request.
 */
@Singleton
class LatePoolTimers {

  private static final String POOL = "io.vertx.sqlclient.impl.pool.SqlConnectionPool";

  void ignore(@Observes StartupEvent started, Vertx vertx) {
    Handler<Throwable> others = vertx.exceptionHandler();
    vertx.exceptionHandler(
        thrown -> {
          if (!isLateTimer(thrown) && others != null) {
            others.handle(thrown);
          }
        });
  }

  static boolean isLateTimer(Throwable thrown) {
    return thrown instanceof IllegalStateException
        && "Result is already complete".equals(thrown.getMessage())
        && Arrays.stream(thrown.getStackTrace())
            .anyMatch(frame -> frame.getClassName().startsWith(POOL));
  }
}
