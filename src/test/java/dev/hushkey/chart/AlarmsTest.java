package dev.hushkey.chart;

import static dev.hushkey.chart.Rendered.one;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.process.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * Prometheus itself says that each alarm rings when it should, and only then: {@code promtool test
 * rules} over the rules as Helm renders them. The cases are in {@code chart/alarm-cases.yaml}.
 */
class AlarmsTest {

  private static final String OURS =
      "namespace=\"%s\",service=\"%s-management\"".formatted(Chart.NAMESPACE, Chart.FULL_NAME);

  @TempDir Path directory;

  private final Rendered rule =
      one(Chart.render(ChartVariant.FULL), "PrometheusRule", Chart.FULL_NAME);
  private final Map<String, Map<String, Map<String, Object>>> cases = cases();

  private static Map<String, Map<String, Map<String, Object>>> cases() {
    try (InputStream file = AlarmsTest.class.getResourceAsStream("/chart/alarm-cases.yaml")) {
      return new Yaml().load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Rendered> alarms() {
    Map<String, Rendered> alarms = new TreeMap<>();
    for (Object group : rule.list("spec.groups")) {
      for (Object each : new Rendered((Map<?, ?>) group).list("rules")) {
        Rendered alarm = new Rendered((Map<?, ?>) each);
        if (alarm.content().containsKey("alert")) {
          alarms.put(alarm.text("alert"), alarm);
        }
      }
    }
    return alarms;
  }

  @Test
  void everyAlarm_hasACaseInWhichItRings_andOneInWhichItDoesNot() {
    assertThat(cases.keySet()).containsExactlyInAnyOrderElementsOf(alarms().keySet());
    assertThat(cases.values())
        .allSatisfy(each -> assertThat(each).containsOnlyKeys("fires", "quiet"));
  }

  @Test
  void rules_areValid_andEachAlarmRingsWhenItShould() throws Exception {
    Path rules = directory.resolve("rules.yaml");
    Files.writeString(rules, new Yaml().dump(Map.of("groups", rule.list("spec.groups"))));
    List<Map<String, Object>> tests = new ArrayList<>();
    alarms()
        .forEach(
            (name, alarm) -> {
              tests.add(test(alarm, cases.get(name).get("fires"), true));
              tests.add(test(alarm, cases.get(name).get("quiet"), false));
            });
    Path file = directory.resolve("tests.yaml");
    Files.writeString(
        file,
        new Yaml()
            .dump(
                Map.of(
                    "rule_files",
                    List.of(rules.toString()),
                    "evaluation_interval",
                    "1m",
                    "tests",
                    tests)));

    Command checked = promtool("check", "rules", rules.toString());
    assertThat(checked.succeeded()).as(checked.output()).isTrue();
    Command tested = promtool("test", "rules", file.toString());
    assertThat(tested.succeeded()).as(tested.output()).isTrue();
  }

  private static Command promtool(String... arguments) {
    return Prometheus.run(Prometheus.PROMTOOL, arguments);
  }

  /** In the form of promtool, whose comparison includes every label and annotation. */
  private static Map<String, Object> test(
      Rendered alarm, Map<String, Object> given, boolean rings) {
    List<Map<String, Object>> series = new ArrayList<>();
    ((Map<?, ?>) given.get("series"))
        .forEach(
            (name, values) ->
                series.add(
                    Map.of("series", name.toString().replace("OURS", OURS), "values", values)));
    Map<String, Object> labels = new TreeMap<>();
    alarm.map("labels").forEach((name, value) -> labels.put(name.toString(), value));
    if (given.get("labels") instanceof Map<?, ?> more) {
      more.forEach((name, value) -> labels.put(name.toString(), value));
    }
    Map<String, Object> expected =
        Map.of(
            "eval_time", given.get("at"),
            "alertname", alarm.text("alert"),
            "exp_alerts",
                rings
                    ? List.of(
                        Map.of("exp_labels", labels, "exp_annotations", alarm.map("annotations")))
                    : List.of());
    return Map.of(
        "interval",
        "1m",
        "name",
        alarm.text("alert") + (rings ? " rings" : " is quiet"),
        "input_series",
        series,
        "alert_rule_test",
        List.of(expected));
  }
}
