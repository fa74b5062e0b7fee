package dev.hushkey.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/install.md makes what the chart's smallest installation mounts. */
class InstallPageTest {

  private static final Pattern MADE =
      Pattern.compile("kubectl -n voice create (secret generic|configmap) (\\S+)((?: \\S+=\\S+)+)");

  private static final Pattern KEY = Pattern.compile("--from-file=([^=\\s]+)(?:=(\\S+))?");

  @Test
  void secretsAndConfigMaps_areThoseThatTheChartMounts() throws IOException {
    Set<String> mounted = new TreeSet<>();
    Chart.render().forEach(object -> collect(object.content(), mounted));
    // the settings, which the chart makes itself
    mounted.removeIf(each -> each.startsWith("configMap " + Chart.FULL_NAME));

    assertThat(made(page())).isEqualTo(mounted).hasSizeGreaterThan(7);
  }

  @Test
  void everyFileOfASecret_wasMadeBefore() throws IOException {
    String page = page();
    for (Matcher made = MADE.matcher(page); made.find(); ) {
      for (Matcher key = KEY.matcher(made.group(3)); key.find(); ) {
        String file = key.group(2) == null ? key.group(1) : key.group(2);
        String before = page.substring(0, made.start()).replace("$role", "hushkey");
        assertThat(before).contains(file.replace("hushkey_owner", "hushkey"));
      }
    }
  }

  /** With each command in one line. */
  private static String page() throws IOException {
    return Files.readString(Path.of("docs/install.md")).replaceAll("\\\\\n\\s*", "");
  }

  private static Set<String> made(String page) {
    Set<String> made = new TreeSet<>();
    for (Matcher object = MADE.matcher(page); object.find(); ) {
      String kind = object.group(1).equals("configmap") ? "configMap" : "secret";
      for (Matcher key = KEY.matcher(object.group(3)); key.find(); ) {
        made.add(kind + " " + object.group(2) + " " + key.group(1));
      }
    }
    return made;
  }

  /** Every item of a volume's sources. */
  private static void collect(Object node, Set<String> mounted) {
    if (node instanceof Map<?, ?> map) {
      for (String kind : List.of("secret", "configMap")) {
        if (map.get(kind) instanceof Map<?, ?> source
            && source.get("items") instanceof List<?> items) {
          items.forEach(
              item ->
                  mounted.add(
                      kind + " " + source.get("name") + " " + ((Map<?, ?>) item).get("key")));
        }
      }
      map.values().forEach(value -> collect(value, mounted));
    } else if (node instanceof List<?> list) {
      list.forEach(value -> collect(value, mounted));
    }
  }
}
