package dev.hushkey.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready means: this replica's clock agrees with the one that all replicas share, PostgreSQL's. If
 * PostgreSQL does not answer, its own check says so, and this one has nothing to say.
 */
@Readiness
@Singleton
public class ClockHealthCheck implements AsyncHealthCheck {

  private final DatabaseLook database;
  private final Duration tolerance;

  @Inject
  public ClockHealthCheck(DatabaseLook database, ClockSettings settings) {
    this.database = database;
    this.tolerance = settings.clockTolerance();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return database
        .get()
        .map(
            seen ->
                seen.offset()
                    .map(this::answer)
                    .orElseGet(() -> named().up().withData("state", "unknown").build()));
  }

  private HealthCheckResponse answer(Duration offset) {
    boolean agrees = offset.abs().compareTo(tolerance) <= 0;
    return named()
        .status(agrees)
        .withData("state", agrees ? "ready" : "off from PostgreSQL's")
        .withData("offsetMillis", offset.toMillis())
        .build();
  }

  private static HealthCheckResponseBuilder named() {
    return HealthCheckResponse.named("clock");
  }
}
