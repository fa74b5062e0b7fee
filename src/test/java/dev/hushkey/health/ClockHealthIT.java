package dev.hushkey.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.settings.TestSettings;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import dev.hushkey.timeline.Timeline;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A replica whose clock is off from PostgreSQL's says so. */
@OnStack
class ClockHealthIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Inject Pool pool;
  @Inject Timeline timeline;

  @ParameterizedTest
  @CsvSource({"PT10M, DOWN", "PT-10M, DOWN", "PT50S, UP", "PT-50S, UP", "PT0S, UP"})
  void clock_isComparedWithTheDatabases(Duration off, HealthCheckResponse.Status status) {
    ClockHealthCheck check =
        new ClockHealthCheck(
            new DatabaseLook(pool, Clock.offset(Clock.systemUTC(), off), timeline),
            TestSettings.defaults(ClockSettings.class));
    HealthCheckResponse answer = check.call().await().atMost(PATIENCE);
    assertThat(answer.getStatus()).isEqualTo(status);
    assertThat((Long) answer.getData().orElseThrow().get("offsetMillis"))
        .isBetween(off.toMillis() - 1000, off.toMillis() + 1000);
  }

  @Test
  void readiness_listsTheClock() {
    Api.inner()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks.name", org.hamcrest.Matchers.hasItem("clock"));
  }
}
