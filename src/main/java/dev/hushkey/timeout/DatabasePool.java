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

  /**
   * Characters of the longest statement that a connection keeps prepared. The client's own bound of
   * 2,048 would have the statement of a hand-out parsed and planned anew each time. Far longer ones
   * are to be planned anew: that of leaked tokens takes one or thousands, and a plan for one is a
   * bad one for thousands.
   */
  private static final int MAX_PREPARED = 2_500;

  private final TimeoutSettings.Database limits;
  private final Timeline timeline;
  private volatile Input ofPrimary;

  @Inject
  DatabasePool(TimeoutSettings settings, Timeline timeline) {
    this.limits = settings.database();
    this.timeline = timeline;
  }

  @Override
  public Pool create(Input input) {
    input.pgConnectOptionsList().forEach(server -> bound(server, limits.statement()));
    ofPrimary = input;
    return PgBuilder.pool()
        .with(bound(input.poolOptions()))
        .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
        .withConnectHandler(this::opened)
        .using(input.vertx())
        .build();
  }

  /**
   * A pool to another server of the cluster, with the same log-in and TLS. It is not asked for its
   * timeline: what it says is looked at again at the primary. Its transactions are read-only,
   * whatever the server has become.
   */
  Pool reading(PgConnectOptions address, int size, Duration statement) {
    Input input = ofPrimary;
    if (input == null) {
      throw new IllegalStateException("the service's own pool comes first");
    }
    PgConnectOptions server =
        new PgConnectOptions(input.pgConnectOptionsList().getFirst())
            .setHost(address.getHost())
            .setPort(address.getPort())
            .setDatabase(address.getDatabase());
    bound(server, statement);
    server.addProperty("default_transaction_read_only", "on");
    return PgBuilder.pool()
        .with(bound(new PoolOptions().setMaxSize(size)))
        .connectingTo(server)
        .withConnectHandler(
            connection -> {
              SilentServer.watch(connection, TimeoutSettings.Database.silence(statement));
              connection.close();
            })
        .using(input.vertx())
        .build();
  }

  private PoolOptions bound(PoolOptions pool) {
    return pool.setConnectionTimeout(millis(limits.connection()))
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxWaitQueueSize(limits.maxWaiting());
  }

  private void bound(PgConnectOptions server, Duration statement) {
    server
        .setPreparedStatementCacheSqlLimit(MAX_PREPARED)
        .setConnectTimeout(millis(limits.connection()))
        // Of the whole conversation that opens a connection; it is lifted in opened().
        .setIdleTimeout(millis(limits.connection()))
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setTcpKeepAlive(true)
        .setTcpUserTimeout(millis(limits.silence()));
    server
        .addProperty("statement_timeout", text(statement))
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
