package dev.hushkey.chart;

import java.io.IOException;
import java.nio.file.Path;

/** Renders every variant into a directory, for {@code .ci/scan-chart}; runs from source. */
final class RenderVariants {

  private RenderVariants() {}

  public static void main(String[] arguments) throws IOException {
    Chart.renderInto(Path.of(arguments[0]));
  }
}
