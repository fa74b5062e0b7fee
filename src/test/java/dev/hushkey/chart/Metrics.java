package dev.hushkey.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of what /q/metrics shows. */
final class Metrics {

  private static final Pattern OWN = Pattern.compile("\"(hushkey\\.[a-z]+(?:\\.[a-z]+)*)\"");

  private Metrics() {}

  /** What the chart may use. */
  static Set<String> listed() {
    try (var file = Metrics.class.getResourceAsStream("/chart/metrics.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a meter that the source names, under each name that Prometheus can give it. */
  static Set<String> ofTheSource() {
    Set<String> names = new TreeSet<>();
    OWN.matcher(source())
        .results()
        .map(found -> found.group(1).replace('.', '_'))
        .forEach(
            name ->
                Stream.of(
                        "",
                        "_total",
                        "_count",
                        "_sum",
                        "_max",
                        "_seconds_count",
                        "_seconds_sum",
                        "_seconds_max")
                    .forEach(suffix -> names.add(name + suffix)));
    return names;
  }

  /** All of src/main/java. */
  static String source() {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      StringBuilder source = new StringBuilder();
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        source.append(Files.readString(file));
      }
      return source.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
