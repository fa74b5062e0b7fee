package dev.hushkey.stack.bench.revoke;

import java.time.Duration;
import java.util.List;

/** Some durations of the same thing. */
record Times(List<Duration> sorted) {

  private static final double MEDIAN = 0.5;

  static Times of(List<Duration> any) {
    return new Times(any.stream().sorted().toList());
  }

  double millis(double quantile) {
    int index = (int) Math.ceil(quantile * sorted.size()) - 1;
    return sorted.get(Math.max(0, index)).toNanos() / 1e6;
  }

  double median() {
    return millis(MEDIAN);
  }

  double most() {
    return millis(1);
  }
}
