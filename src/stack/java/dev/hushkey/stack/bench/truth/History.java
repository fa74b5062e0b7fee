package dev.hushkey.stack.bench.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What was true when. A change may be in force from the moment it is asked for; what was true
 * before may be so until the change is confirmed. Whether a change without an answer was made is
 * unknown: then both stay possible until it is repeated with success.
 */
public final class History {

  private static final long ORIGIN = System.nanoTime();

  private volatile List<Span> spans;

  public History(Truth first) {
    spans = List.of(new Span(first, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  /** Nanoseconds, for comparison with each other only. */
  public static long now() {
    return System.nanoTime() - ORIGIN;
  }

  /**
   * A time in which this may have been true.
   *
   * @param from when it may have come into force
   * @param until when it was over for certain
   */
  public record Span(Truth truth, long from, long until) {

    boolean overlaps(long begin, long end) {
      return from <= end && until >= begin;
    }
  }

  /** Whether anything was ever changed, or may have been. */
  public boolean isChanged() {
    return spans.size() > 1;
  }

  /** What is true once all changes that were begun are made. */
  public Truth latest() {
    return spans.getLast().truth();
  }

  /**
   * Call it before the change is asked for. The next one may only begin when this one has ended.
   *
   * @return to be called when the change is confirmed
   */
  public synchronized Runnable begin(UnaryOperator<Truth> change) {
    int before = spans.size() - 1;
    List<Span> longer = new ArrayList<>(spans);
    longer.add(new Span(change.apply(latest()), now(), Long.MAX_VALUE));
    spans = List.copyOf(longer);
    return () -> end(before);
  }

  private synchronized void end(int index) {
    List<Span> closed = new ArrayList<>(spans);
    Span span = closed.get(index);
    closed.set(index, new Span(span.truth(), span.from(), now()));
    spans = List.copyOf(closed);
  }

  /** All that may have been true at some moment between these. */
  public List<Span> between(long begin, long end) {
    return spans.stream().filter(span -> span.overlaps(begin, end)).toList();
  }
}
