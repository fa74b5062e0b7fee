package dev.hushkey.wire;

import dev.hushkey.failure.Dependency;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: the database answers and accepts writes. */
@Readiness
@Singleton
class PostgresHealthCheck implements AsyncHealthCheck {

  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Pool pool;

  @Inject
  PostgresHealthCheck(Pool pool) {
    this.pool = pool;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return pool.query("select pg_is_in_recovery()")
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0) ? "read only" : "ready")
        .ifNoItem()
        .after(LIMIT)
        .recoverWithItem("no answer in time")
        .onFailure()
        .recoverWithItem("away")
        .map(
            state ->
                HealthCheckResponse.named(Dependency.POSTGRESQL.label())
                    .status(state.equals("ready"))
                    .withData("state", state)
                    .build());
  }
}
