package dev.hushkey.timeout;

import dev.hushkey.timeline.Timeline;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The pool of PostgreSQL connections, with a bound on every wait. PostgreSQL keeps those on
 * statements, locks and idle transactions, as asked when a connection is opened. We keep those on
 * getting a connection and on a server that says nothing, which can keep no bound itself.
 */
@Singleton
class DatabasePool implements PgPoolCreator {

  private final TimeoutSettings.Database limits;
  private final Timeline timeline;

  @Inject
  DatabasePool(TimeoutSettings settings, Timeline timeline) {
    this.limits = settings.database();
    this.timeline = timeline;
  }

  @Override
  public Pool create(Input input) {
    input.pgConnectOptionsList().forEach(this::bound);
    return PgBuilder.pool()
        .with(bound(input.poolOptions()))
        .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
        .withConnectHandler(this::opened)
        .using(input.vertx())
        .build();
  }

  private PoolOptions bound(PoolOptions pool) {
    return pool.setConnectionTimeout(millis(limits.connection()))
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxWaitQueueSize(limits.maxWaiting());
  }

  private void bound(PgConnectOptions server) {
    server
        .setConnectTimeout(millis(limits.connection()))
        // Of the whole conversation that opens a connection; it is lifted in opened().
        .setIdleTimeout(millis(limits.connection()))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setTcpKeepAlive(true)
        .setTcpUserTimeout(millis(limits.silence()));
    server
        .addProperty("statement_timeout", text(limits.statement()))
        .addProperty("lock_timeout", text(limits.lock()))
        .addProperty("idle_in_transaction_session_timeout", text(limits.idleInTransaction()))
        // The server finds out as soon that a replica has died and its locks are nobody's.
        .addProperty("tcp_user_timeout", text(limits.idleInTransaction()));
  }

  private void opened(SqlConnection connection) {
    SilentServer.watch(connection, limits.silence());
    timeline
        .admit(connection)
        // Gives it to the pool.
        .onSuccess(_ -> connection.close())
        .onFailure(_ -> SilentServer.close(connection));
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }

  private static String text(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
