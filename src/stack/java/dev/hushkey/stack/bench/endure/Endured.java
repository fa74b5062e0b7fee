package dev.hushkey.stack.bench.endure;

import dev.hushkey.stack.bench.storm.Pulse;
import dev.hushkey.stack.bench.storm.Pulse.Of;
import dev.hushkey.stack.bench.storm.Pulse.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What each kind of loss did to the callers. */
final class Endured {

  private static final String LINE = "%-46s %3d  %8s %8s %8s  %9s  %s%n";

  private final Map<String, List<Watched>> all = new LinkedHashMap<>();
  private int losses;

  /** A roll-out is no loss. */
  void add(String name, Watched watched, boolean loss) {
    all.computeIfAbsent(name, _ -> new ArrayList<>()).add(watched);
    losses += loss ? 1 : 0;
    System.out.printf(
        Locale.ROOT,
        "  %-46s without hand-outs %.1f s, checks %.1f s, changes %.1f s; %,d of %,d undecided, the"
            + " last after %.1f s%n",
        name,
        seconds(watched.silences().get(Of.HAND_OUTS)),
        seconds(watched.silences().get(Of.CHECKS)),
        seconds(watched.silences().get(Of.CHANGES)),
        watched.missed(),
        watched.missed() + watched.decided(),
        seconds(watched.lastMiss()));
  }

  /** How many parts were lost. */
  int losses() {
    return losses;
  }

  /** For each kind the longest time without an answer. */
  String tell() {
    StringBuilder text = new StringBuilder();
    text.append("the longest time without a decision, in seconds:%n".formatted());
    text.append(
        "%-46s %3s  %8s %8s %8s  %9s  %s%n"
            .formatted("", "n", "hand-out", "check", "change", "last miss", "undecided"));
    all.forEach(
        (name, each) ->
            text.append(
                LINE.formatted(
                    name,
                    each.size(),
                    longest(each, Of.HAND_OUTS),
                    longest(each, Of.CHECKS),
                    longest(each, Of.CHANGES),
                    "%.1f".formatted(max(each.stream().map(Watched::lastMiss).toList())),
                    share(each))));
    return text.toString();
  }

  private static String longest(List<Watched> each, Pulse.Of what) {
    return "%.1f".formatted(max(each.stream().map(one -> one.silences().get(what)).toList()));
  }

  private static String share(List<Watched> each) {
    long missed = each.stream().mapToLong(Watched::missed).sum();
    long decided = each.stream().mapToLong(Watched::decided).sum();
    return "%,d of %,d".formatted(missed, missed + decided);
  }

  private static double max(List<Duration> all) {
    return all.stream().mapToDouble(Endured::seconds).max().orElse(0);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
