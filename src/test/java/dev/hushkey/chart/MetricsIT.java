package dev.hushkey.chart;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The list of metrics that the chart's alarms and dashboard may use is what the service exports.
 */
@OnStack
class MetricsIT {

  @Inject PrometheusMeterRegistry registry;

  @Test
  void listedMetrics_areExported() {
    // a request, so that requests are counted, and a statement
    given().get("/oauth2/jwks").then().statusCode(200);

    Set<String> exported =
        registry
            .scrape()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.replaceFirst("[{ ].*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(exported).contains("sql_pool_queue_size", "hushkey_seal_waiting");
    exported.addAll(Metrics.ofTheSource());
    assertThat(exported).containsAll(Metrics.listed());
  }
}
