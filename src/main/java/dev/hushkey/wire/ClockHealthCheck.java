package dev.hushkey.wire;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
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

  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Pool pool;
  private final Clock clock;
  private final Duration tolerance;

  @Inject
  public ClockHealthCheck(Pool pool, Clock clock, ClockSettings settings) {
    this.pool = pool;
    this.clock = clock;
    this.tolerance = settings.clockTolerance();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return Uni.createFrom()
        .deferred(
            () -> {
              Instant before = clock.instant();
              return pool.query("select clock_timestamp()")
                  .execute()
                  .map(rows -> rows.iterator().next().getOffsetDateTime(0))
                  .map(OffsetDateTime::toInstant)
                  .map(there -> answer(offset(before, there, clock.instant())));
            })
        .ifNoItem()
        .after(LIMIT)
        .recoverWithItem(() -> named().up().withData("state", "unknown").build())
        .onFailure()
        .recoverWithItem(() -> named().up().withData("state", "unknown").build());
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

  /**
   * How far this clock is ahead of the other, as far as that can be told: what was read in between
   * may have been read at any moment from before to after.
   */
  static Duration offset(Instant before, Instant there, Instant after) {
    if (there.isBefore(before)) {
      return Duration.between(there, before);
    }
    return there.isAfter(after) ? Duration.between(there, after) : Duration.ZERO;
  }
}
