package dev.hushkey.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.StatementLog;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What probes ask for, and what their asking costs. */
@OnStack
class ReadinessIT {

  private static final int AT_ONCE = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String STATEMENT = "pg_is_in_recovery";

  private final LocalStack stack = TestStack.current();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void goesOn() {
    stack.postgres().resume();
    http.close();
  }

  private List<Integer> probe(int times) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(stack.hushkey().innerAddress() + "/q/health/ready"))
            .timeout(PATIENCE)
            .build();
    List<CompletableFuture<HttpResponse<Void>>> answers = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      answers.add(http.sendAsync(request, HttpResponse.BodyHandlers.discarding()));
    }
    return answers.stream().map(answer -> answer.join().statusCode()).toList();
  }

  @Test
  void eachProbe_asksForItsOwnChecks() {
    Api.inner()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("checks.name", containsInAnyOrder("postgresql", "clock"));
    Api.inner()
        .get("/q/health/well")
        .then()
        .body("checks.name", containsInAnyOrder("vault", "keycloak"));
    Api.inner().get("/q/health/live").then().statusCode(200).body("checks", empty());
    Api.inner().get("/q/health/started").then().statusCode(200).body("status", equalTo("UP"));
  }

  @Test
  void floodOfProbes_isOneStatementASecond() {
    long begin = System.nanoTime();
    int asked = 0;
    int statements;
    long seconds;
    try (StatementLog log = StatementLog.start()) {
      while (System.nanoTime() - begin < Duration.ofSeconds(3).toNanos()) {
        assertThat(probe(AT_ONCE)).containsOnly(200);
        asked += AT_ONCE;
      }
      seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
      statements = log.transactionsWith(STATEMENT).size();
    }
    assertThat(asked).isGreaterThan(1000);
    assertThat((long) statements).isBetween(1L, seconds + 1);
  }

  @Test
  void floodOfProbes_whilePostgresIsSilent_isOneWaitForAll() {
    Api.inner().get("/q/health/ready").then().statusCode(200);
    stack.postgres().pause();
    // until what was seen before is too old
    await()
        .until(
            () -> {
              long begin = System.nanoTime();
              Set<Integer> answers = Set.copyOf(probe(AT_ONCE));
              assertThat(Duration.ofNanos(System.nanoTime() - begin))
                  .isLessThan(Duration.ofSeconds(4));
              return answers.equals(Set.of(503));
            });
  }
}
