package dev.hushkey.stack.bench.storm;

import dev.hushkey.stack.bench.truth.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What came of a storm. */
public final class Score {

  private static final int DETAILS = 20;
  private static final String UNDECIDED = "undecided, status ";

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> faults = new ConcurrentHashMap<>();
  private final LongAdder checked = new LongAdder();
  private final LongAdder wrong = new LongAdder();
  private final Queue<String> details = new ConcurrentLinkedQueue<>();
  private final Pulse pulse = new Pulse();

  /** An answer that decided something and was compared. */
  void checked(String kind, Outcome outcome) {
    checked.increment();
    pulse.beat(kind.startsWith("checks") ? Pulse.Of.CHECKS : Pulse.Of.HAND_OUTS);
    tally("checked, " + kind);
    if (outcome instanceof Outcome.Refused(String reason)) {
      tally("refused, " + reason);
    }
  }

  /** An answer that decided nothing. */
  public void undecided(int status) {
    pulse.miss();
    tally(UNDECIDED + status);
  }

  /** No whole answer came. */
  void broken() {
    pulse.miss();
    tally("connections broken, or no answer in time");
  }

  /** A change was confirmed. */
  public void changed(String what) {
    pulse.beat(Pulse.Of.CHANGES);
    tally("changes, " + what);
  }

  /** A change was not confirmed, and is tried again. */
  public void repeated() {
    pulse.miss();
    tally("changes repeated");
  }

  /** When what was last decided. */
  public Pulse pulse() {
    return pulse;
  }

  /** An answer that is not the truth of any moment, or another promise that was not kept. */
  public void wrong(String detail) {
    wrong.increment();
    if (details.size() < DETAILS) {
      details.add(detail);
    }
  }

  /** Counts it. */
  public void tally(String what) {
    counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
  }

  /** Counts so many of it. */
  public void tally(String what, long number) {
    counts.computeIfAbsent(what, _ -> new LongAdder()).add(number);
  }

  /** Counts a fault that was made. */
  public void fault(String what) {
    faults.computeIfAbsent(what, _ -> new LongAdder()).increment();
  }

  /** How many answers decided something and were compared with the truth. */
  public long checked() {
    return checked.sum();
  }

  /** How many answers were not the truth of any moment while they were awaited. */
  public long wrong() {
    return wrong.sum();
  }

  /** The first wrong answers, without secrets. */
  public List<String> details() {
    return List.copyOf(details);
  }

  /** How often it came; 0 for what never did. */
  public long count(String... what) {
    LongAdder none = new LongAdder();
    long sum = 0;
    for (String each : what) {
      sum += counts.getOrDefault(each, none).sum();
    }
    return sum;
  }

  /** How many answers decided nothing and came with another status than this. */
  public long undecidedBut(int status) {
    return sums(counts).entrySet().stream()
        .filter(each -> each.getKey().startsWith(UNDECIDED))
        .filter(each -> !each.getKey().equals(UNDECIDED + status))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** The faults that were made, by kind. */
  public Map<String, Long> faults() {
    return sums(faults);
  }

  /** Everything, line by line. */
  public String tell() {
    StringBuilder text = new StringBuilder();
    text.append("%,12d answers checked%n".formatted(checked()));
    text.append("%,12d wrong%n".formatted(wrong()));
    sums(counts).forEach((what, n) -> text.append("%,12d %s%n".formatted(n, what)));
    text.append("faults:%n".formatted());
    faults().forEach((what, n) -> text.append("%,12d %s%n".formatted(n, what)));
    details.forEach(detail -> text.append("wrong: %s%n".formatted(detail)));
    return text.toString();
  }

  private static Map<String, Long> sums(Map<String, LongAdder> adders) {
    Map<String, Long> sums = new TreeMap<>();
    adders.forEach((what, adder) -> sums.put(what, adder.sum()));
    return Collections.unmodifiableMap(sums);
  }
}
