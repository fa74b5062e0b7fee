package dev.hushkey.stack.bench.revoke;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures beside their bars, as a Markdown table. */
final class Report {

  private final List<String> rows = new ArrayList<>();

  /** A figure that must stay below its bar. */
  void below(double bar, String unit, String what, double figure, String more) {
    add(
        what,
        text(figure, unit) + (more.isEmpty() ? "" : " (" + more + ")"),
        "under " + text(bar, unit),
        figure < bar);
  }

  /** A figure that must not stay below its bar. */
  void atLeast(double bar, String unit, String what, double figure, String more) {
    add(what, text(figure, unit) + " (" + more + ")", "at least " + text(bar, unit), figure >= bar);
  }

  /** The slowest of a few as well. */
  void below(double barMillis, String what, Times times) {
    below(
        barMillis,
        "ms",
        what,
        times.median(),
        "slowest of %d: %s".formatted(times.sorted().size(), text(times.most(), "ms")));
  }

  /** A figure without a bar. */
  void tell(String what, String figure) {
    rows.add("| %s | %s | | |".formatted(what, figure));
  }

  /** What was not measured, since it failed. */
  void missed(String what, String why, String bar) {
    add(what, why, bar, false);
  }

  private void add(String what, String figure, String bar, boolean met) {
    rows.add("| %s | %s | %s | %s |".formatted(what, figure, bar, met ? "met" : "**missed**"));
  }

  static String text(double figure, String unit) {
    String format = figure < 10 ? "%,.2f" : "%,.0f";
    return (String.format(Locale.ROOT, format, figure) + " " + unit).strip();
  }

  void print() {
    System.out.println("\n| | measured | bar | |\n|---|---|---|---|");
    rows.forEach(System.out::println);
  }
}
