package dev.hushkey.chart;

import static dev.hushkey.chart.Rendered.one;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.identity.Action;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.LinkedCamera;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus reads a running Hushkey, and every query of the chart is asked there. */
@OnStack
class DashboardIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SERVICE = Chart.FULL_NAME + "-management";

  /** Of what has not happened: the series comes with the first event. */
  private static final Set<String> INCIDENTS =
      Set.of(
          "hushkey_certificate_end_seconds",
          "hushkey_client_authentication_failures_total",
          "hushkey_errands_total",
          "hushkey_refresh_reuse_total",
          "hushkey_refreshes_total",
          "hushkey_upstream_pauses_total",
          "jvm_gc_pause_seconds_max");

  private static final List<Rendered> OBJECTS = Chart.render(ChartVariant.FULL);

  @TempDir Path directory;

  @Test
  void everyQuery_findsWhatARunningHushkeyExports() throws Exception {
    String inner = "127.0.0.1:" + TestStack.current().ports().inner();
    Map<String, String> labels =
        Map.of("namespace", Chart.NAMESPACE, "service", SERVICE, "pod", "hk-hushkey-0");
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    try (Prometheus prometheus = Prometheus.reading(directory, inner, labels)) {
      await().atMost(PATIENCE).until(prometheus::isReady);
      // a rate needs two looks with something in between
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                use(camera);
                return !prometheus.query("rate(hushkey_handouts_seconds_count[4s]) > 0").isEmpty()
                    && !prometheus.query("rate(hushkey_checks_seconds_count[4s]) > 0").isEmpty();
              });

      Set<String> empty = new TreeSet<>();
      for (String query : dashboard()) {
        if (prometheus.query(query).isEmpty() && INCIDENTS.stream().noneMatch(query::contains)) {
          empty.add(query);
        }
      }
      assertThat(empty).as(prometheus.log()).isEmpty();
      for (String alarm : alarms()) {
        prometheus.query(alarm);
      }
    }
  }

  private static void use(LinkedCamera camera) {
    assertThat(camera.allows(Action.VIEW)).isTrue();
    Api.handOut(camera.owner(), camera.device(), Action.VIEW).then().statusCode(200);
    given().get("/oauth2/jwks").then().statusCode(200);
  }

  private static List<String> dashboard() throws Exception {
    String json =
        (String)
            one(OBJECTS, "ConfigMap", Chart.FULL_NAME + "-dashboard").entry("data", "hushkey.json");
    JsonNode dashboard = new ObjectMapper().readTree(json);
    List<String> queries = dashboard.findValuesAsText("expr");
    assertThat(queries).hasSizeGreaterThan(40);
    return queries.stream()
        .map(
            query ->
                query
                    .replace("$namespace", Chart.NAMESPACE)
                    .replace("$service", SERVICE)
                    .replace("$__rate_interval", "10s"))
        .toList();
  }

  private static List<String> alarms() {
    return one(OBJECTS, "PrometheusRule", Chart.FULL_NAME).list("spec.groups").stream()
        .flatMap(group -> new Rendered((Map<?, ?>) group).list("rules").stream())
        .map(rule -> new Rendered((Map<?, ?>) rule).text("expr"))
        .toList();
  }
}
