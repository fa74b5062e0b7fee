package dev.hushkey.timeout;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jboss.logging.Logger;

/** Opens the first connection at the start, and keeps three faults of libraries out of the log. */
@Singleton
class PoolStart {

  private static final Logger LOG = Logger.getLogger(PoolStart.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Of Vert.x, and by the start of their names. */
  private static final List<String> COMPLETE_TWICE =
      List.of(
          "io.vertx.sqlclient.impl.pool.SqlConnectionPool",
          "io.vertx.core.http.impl.HttpClientRequestImpl");

  /** A session that was closed under its work, and its transaction rolled back. */
  private static final List<String> OF_A_CALLER_THAT_LEFT =
      List.of("Session/EntityManager is closed", "HR000090");

  /** The first connection loads classes, for which the first caller has no time. */
  void warm(@Observes StartupEvent started, Pool pool) {
    pool.query("select 1")
        .execute()
        .replaceWithVoid()
        .onFailure()
        .recoverWithNull()
        .await()
        .atMost(PATIENCE);
  }

  /**
   * The pool does not stop the timer of a request for a connection that has failed, and the timer
   * then fails it once more; the HTTP client completes a request whose connection was cut before.
   * In an outage that would be a stack trace for each request.
   */
  void ignoreLateResults(@Observes StartupEvent started, Vertx vertx) {
    Handler<Throwable> others = vertx.exceptionHandler();
    vertx.exceptionHandler(
        thrown -> {
          if (!isLate(thrown) && others != null) {
            others.handle(thrown);
          }
        });
  }

  /** A caller that hangs up cancels the work, which would be two stack traces of its session. */
  void ignoreCancelledSessions(@Observes StartupEvent started) {
    Infrastructure.setDroppedExceptionHandler(
        thrown -> {
          if (!isOfACallerThatLeft(thrown)) {
            LOG.warn("Too late to be answered", thrown);
          }
        });
  }

  static boolean isLate(Throwable thrown) {
    return thrown instanceof IllegalStateException
        && "Result is already complete".equals(thrown.getMessage())
        && Arrays.stream(thrown.getStackTrace())
            .map(StackTraceElement::getClassName)
            .anyMatch(name -> COMPLETE_TWICE.stream().anyMatch(name::startsWith));
  }

  static boolean isOfACallerThatLeft(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    return thrown instanceof IllegalStateException
        && OF_A_CALLER_THAT_LEFT.stream().anyMatch(message::startsWith);
  }
}
