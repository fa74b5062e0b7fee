package dev.hushkey.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The values of the chart, as Helm merges them. */
final class Values {

  static final Path FILE = Chart.DIRECTORY.resolve("values.yaml");

  private Values() {}

  static Map<?, ?> defaults() {
    return read(FILE);
  }

  static Map<?, ?> read(Path file) {
    try {
      return Chart.yaml().load(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy of the chart with the values of a variant as its own: lint takes no files. */
  static void copyWith(Path copy, ChartVariant variant) throws IOException {
    try (Stream<Path> files = Files.walk(Chart.DIRECTORY)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(Chart.DIRECTORY.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    Map<?, ?> values = defaults();
    for (Path over : variant.files()) {
      values = merge(values, read(over));
    }
    Files.writeString(copy.resolve("values.yaml"), Chart.yaml().dump(values));
  }

  private static Map<?, ?> merge(Map<?, ?> under, Map<?, ?> over) {
    Map<Object, Object> merged = new LinkedHashMap<>(under);
    over.forEach(
        (name, value) ->
            merged.merge(
                name,
                value,
                (below, above) ->
                    below instanceof Map<?, ?> a && above instanceof Map<?, ?> b
                        ? merge(a, b)
                        : above));
    return merged;
  }
}
