package dev.hushkey.chart;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The installations that the chart is tried with: {@code helm/hushkey/ci}, each over the first. */
public enum ChartVariant {
  MINIMAL,
  FULL,
  NO_INGRESS,
  INGRESS,
  HAPROXY,
  GATEWAY,
  AUTOSCALING,
  APP_ROLE,
  AGENT,
  EXTERNAL_SECRETS,
  IPV6;

  List<Path> files() {
    return this == MINIMAL ? List.of(file()) : List.of(MINIMAL.file(), file());
  }

  Path file() {
    return Chart.DIRECTORY.resolve("ci").resolve(fileName() + "-values.yaml");
  }

  String fileName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
