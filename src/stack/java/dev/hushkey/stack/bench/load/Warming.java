package dev.hushkey.stack.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tells when a server's rate has stopped rising: a stretch of windows is no longer noticeably
 * better than the best stretch before it. Medians, since one disturbed window says nothing.
 */
final class Warming {

  /** How many windows make a stretch. */
  private static final int STRETCH = 5;

  /** What counts as rising. */
  private static final double RISE = 0.03;

  private final List<Double> rates = new ArrayList<>();

  /** The rate of another window. */
  void add(double rate) {
    rates.add(rate);
  }

  /** Whether it has stopped rising. */
  boolean isOver() {
    return rates.size() >= 2 * STRETCH && latest() <= (1 + RISE) * bestBefore();
  }

  /** The median of the latest windows. */
  double latest() {
    return median(rates.size() - STRETCH);
  }

  private double bestBefore() {
    return IntStream.rangeClosed(0, rates.size() - 2 * STRETCH)
        .mapToDouble(this::median)
        .max()
        .orElseThrow();
  }

  private double median(int from) {
    return rates.subList(from, from + STRETCH).stream().sorted().toList().get(STRETCH / 2);
  }
}
