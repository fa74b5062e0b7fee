package dev.hushkey.chart;

import static dev.hushkey.chart.Rendered.ids;
import static dev.hushkey.chart.Rendered.one;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The alarms and the dashboard ask for what the service exports. */
class MonitoringTest {

  /** Prometheus' own, and labels that its operator adds to each series. */
  private static final Set<String> OF_PROMETHEUS = Set.of("up");

  private static final Set<String> LABELS =
      Set.of(
          "namespace",
          "pod",
          "service",
          "uri",
          "status",
          "outcome",
          "assistant",
          "client",
          "dependency",
          "place",
          "name",
          "state",
          "kind",
          "key",
          "operation",
          "area",
          "pool_name");

  private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\{([^}]*)}");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|!~|!=|=)\"([^\"]*)\"");
  private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

  private static final List<Rendered> OBJECTS = Chart.render(ChartVariant.FULL);

  private static List<Rendered> rules() {
    Rendered rule = one(OBJECTS, "PrometheusRule", Chart.FULL_NAME);
    List<Rendered> rules = new ArrayList<>();
    for (Object group : rule.list("spec.groups")) {
      new Rendered((Map<?, ?>) group)
          .list("rules")
          .forEach(each -> rules.add(new Rendered((Map<?, ?>) each)));
    }
    return rules;
  }

  private static JsonNode dashboard() throws IOException {
    String json =
        (String)
            one(OBJECTS, "ConfigMap", Chart.FULL_NAME + "-dashboard").entry("data", "hushkey.json");
    return new ObjectMapper().readTree(json);
  }

  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    rules().forEach(rule -> queries.add(rule.text("expr")));
    dashboard().findValuesAsText("expr").forEach(queries::add);
    assertThat(queries).hasSizeGreaterThan(40);
    return queries;
  }

  @Test
  void everyQuery_asksForWhatTheServiceExports_ofThisReleaseAlone() throws IOException {
    Set<String> exported = Metrics.listed();
    for (String query : queries()) {
      assertThat(SELECTOR.matcher(query).results().toList()).as(query).isNotEmpty();
      SELECTOR
          .matcher(query)
          .results()
          .forEach(
              selector -> {
                if (!OF_PROMETHEUS.contains(selector.group(1))) {
                  assertThat(exported).as(query).contains(selector.group(1));
                }
                assertThat(labels(selector.group(2))).as(query).contains("namespace", "service");
              });
      // no metric without a selector
      assertThat(exported)
          .as(query)
          .noneMatch(name -> Pattern.compile("\\b" + name + "\\b(?!\\{)").matcher(query).find());
    }
  }

  @Test
  void everyLabel_isOneThatTheSeriesHave() throws IOException {
    for (String query : queries()) {
      SELECTOR
          .matcher(query)
          .results()
          .forEach(selector -> assertThat(LABELS).as(query).containsAll(labels(selector.group(2))));
      GROUPING
          .matcher(query)
          .results()
          .forEach(by -> assertThat(LABELS).as(query).contains(by.group(1).split(", ")));
    }
  }

  private static Set<String> labels(String selector) {
    Set<String> labels = new TreeSet<>();
    MATCHER.matcher(selector).results().forEach(matcher -> labels.add(matcher.group(1)));
    return labels;
  }

  /** An alarm on an outcome that nothing counts would never ring. */
  @Test
  void everyOutcome_isOneThatTheServiceCounts() throws IOException {
    String source = Metrics.source();
    List<String> outcomes = new ArrayList<>();
    for (String query : queries()) {
      MATCHER
          .matcher(query)
          .results()
          .filter(matcher -> matcher.group(1).equals("outcome"))
          .forEach(matcher -> outcomes.addAll(Arrays.asList(matcher.group(3).split("\\|"))));
    }
    assertThat(outcomes)
        .contains("braked", "broken", "not-stored", "misconfigured")
        .allSatisfy(
            outcome ->
                assertThat(source)
                    .containsPattern(
                        "\"%s\"|(End|Outcome)\\.%s\\b"
                            .formatted(
                                outcome, outcome.toUpperCase(Locale.ROOT).replace('-', '_'))));
  }

  @Test
  void alarms_sayWhatIsWrong_andWhichRunbookHelps() {
    List<Rendered> alarms =
        rules().stream().filter(rule -> rule.content().containsKey("alert")).toList();
    assertThat(alarms).hasSizeGreaterThan(12);
    for (Rendered alarm : alarms) {
      assertThat(alarm.text("labels.severity")).isIn("critical", "warning");
      assertThat(alarm.text("labels.team")).isEqualTo("voice");
      assertThat(alarm.text("for")).matches("[0-9]+m");
      assertThat(alarm.text("annotations.summary")).endsWith(".");
      String runbook = alarm.text("annotations.runbook_url");
      if (runbook != null) {
        Path page = Path.of("docs/runbooks", runbook.substring(runbook.lastIndexOf('/') + 1));
        assertThat(page).exists();
      }
    }
    assertThat(alarms).extracting(alarm -> alarm.text("alert")).doesNotHaveDuplicates();
  }

  @Test
  void autoscaler_readsWhatTheRulesRecord() {
    List<String> recorded =
        rules().stream()
            .filter(rule -> rule.content().containsKey("record"))
            .map(rule -> rule.text("record"))
            .toList();
    Rendered autoscaler = one(OBJECTS, "HorizontalPodAutoscaler", Chart.FULL_NAME);
    assertThat(recorded)
        .containsExactly(
            autoscaler.text("spec.metrics.0.pods.metric.name"),
            autoscaler.text("spec.metrics.1.pods.metric.name"));
  }

  @Test
  void serviceMonitor_readsTheManagementServiceAlone() {
    Rendered monitor = one(OBJECTS, "ServiceMonitor", Chart.FULL_NAME);
    assertThat(monitor.at("spec.endpoints.0.path")).isEqualTo("/q/metrics");
    assertThat(monitor.map("metadata.labels")).containsEntry("release", "prometheus");
    Map<Object, Object> selector = monitor.map("spec.selector.matchLabels");
    assertThat(OBJECTS)
        .filteredOn(object -> object.kind().equals("Service"))
        .filteredOn(
            service -> service.map("metadata.labels").entrySet().containsAll(selector.entrySet()))
        .singleElement()
        .satisfies(
            service ->
                assertThat(service.at("spec.ports.0.name"))
                    .isEqualTo(monitor.at("spec.endpoints.0.port")));
  }

  @Test
  void dashboard_isWholeAndTidy() throws IOException {
    JsonNode dashboard = dashboard();
    Set<Integer> ids = new TreeSet<>();
    Set<String> cells = new TreeSet<>();
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(ids.add(panel.get("id").asInt())).isTrue();
      JsonNode at = panel.get("gridPos");
      for (int x = at.get("x").asInt(); x < at.get("x").asInt() + at.get("w").asInt(); x++) {
        for (int y = at.get("y").asInt(); y < at.get("y").asInt() + at.get("h").asInt(); y++) {
          assertThat(cells.add(x + "," + y)).as("%s overlaps", panel.get("title")).isTrue();
        }
      }
      assertThat(at.get("x").asInt() + at.get("w").asInt()).isLessThanOrEqualTo(24);
    }
    assertThat(dashboard.findValuesAsText("uid")).contains("${datasource}");
    Rendered map = one(OBJECTS, "ConfigMap", Chart.FULL_NAME + "-dashboard");
    assertThat(map.map("metadata.labels")).containsEntry("grafana_dashboard", "1");
    assertThat(Files.readString(Chart.DIRECTORY.resolve("dashboards/hushkey.json")))
        .doesNotContain("{{ ", "\t");
  }

  @Test
  void monitoring_isOffUntilAskedFor() {
    assertThat(ids(Chart.render()))
        .noneMatch(id -> id.matches("(PrometheusRule|ServiceMonitor)/.*|.*-dashboard"));
  }
}
