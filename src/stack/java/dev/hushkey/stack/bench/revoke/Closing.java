package dev.hushkey.stack.bench.revoke;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What probes saw while a revocation was made.
 *
 * @param sent when its request was about to be sent, by {@link System#nanoTime()}
 * @param answered when its answer was there
 */
record Closing(List<Seen> seen, long sent, long answered) {

  /** From the request to its answer. */
  Duration inForce() {
    return Duration.ofNanos(answered - sent);
  }

  /** From the request to the last answer that gave something for a selected link. */
  Duration lastDoorClosed() {
    long last =
        seen.stream()
            .filter(one -> one.selected() && one.accepted())
            .mapToLong(Seen::ended)
            .max()
            .orElse(sent);
    return Duration.ofNanos(Math.max(0, last - sent));
  }

  /**
   * Requests for selected links that began after the revocation's answer and were given something.
   */
  long late() {
    return seen.stream().filter(this::isLate).count();
  }

  private boolean isLate(Seen one) {
    return one.selected() && one.accepted() && one.began() > answered;
  }

  /** Whether each probe was given something before. */
  static boolean isOpen(List<Seen> seen, int probes) {
    return probes(seen, Seen::accepted).size() == probes;
  }

  /** Whether each probe of selected links was decided on after a request that began afterwards. */
  static boolean isOver(List<Seen> seen, long answered) {
    return probes(
            seen,
            one -> one.selected() && one.began() > answered && one.verdict() != Verdict.UNDECIDED)
        .keySet()
        .containsAll(probes(seen, Seen::selected).keySet());
  }

  private static Map<Integer, Door> probes(List<Seen> seen, Predicate<Seen> which) {
    return seen.stream()
        .filter(which)
        .collect(Collectors.toMap(Seen::probe, Seen::door, (same, _) -> same, TreeMap::new));
  }

  /** What must not be; empty if all is well. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    probes(seen, _ -> true)
        .forEach(
            (probe, door) -> {
              List<Seen> of = seen.stream().filter(one -> one.probe() == probe).toList();
              faults(of, faults, "probe %d (%s)".formatted(probe, door));
            });
    return faults;
  }

  private void faults(List<Seen> of, List<String> faults, String who) {
    boolean selected = of.getFirst().selected();
    if (of.stream().noneMatch(one -> one.accepted() && one.ended() < sent)) {
      faults.add(who + " was given nothing before: it would not notice a revocation");
    }
    if (selected && of.stream().noneMatch(one -> one.refused() && one.began() > answered)) {
      faults.add(who + " was refused nothing afterwards");
    }
    long late = of.stream().filter(this::isLate).count();
    if (late > 0) {
      faults.add("%s was given something %d times after the answer".formatted(who, late));
    }
    if (!selected && of.stream().anyMatch(Seen::refused)) {
      faults.add(who + " was refused a link that was not selected");
    }
  }
}
