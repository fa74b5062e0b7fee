package dev.hushkey.stack.bench.storm;

import dev.hushkey.stack.bench.truth.History;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** When something was last decided, and the longest time in which nothing was. */
public final class Pulse {

  /** What is waited for. */
  public enum Of {
    HAND_OUTS,
    CHECKS,
    CHANGES
  }

  private static final class Line {
    final AtomicLong last = new AtomicLong(History.now());
    final AtomicLong longest = new AtomicLong();
  }

  /** One in so many. */
  private static final int TOLERATED = 50;

  private final Map<Of, Line> lines = new EnumMap<>(Of.class);
  private final LongAdder beats = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private volatile long lastMiss = Long.MIN_VALUE;

  Pulse() {
    for (Of each : Of.values()) {
      lines.put(each, new Line());
    }
  }

  /**
   * What happened since {@link #watch}.
   *
   * @param silences the longest time without a decision of each kind
   * @param decided how many answers decided something, changes among them
   * @param missed how many decided nothing, came as an error or not at all
   * @param lastMiss how long after the beginning the last of these came; zero if there was none
   */
  public record Watched(Map<Of, Duration> silences, long decided, long missed, Duration lastMiss) {}

  void beat(Of what) {
    Line line = lines.get(what);
    long now = History.now();
    long before = line.last.getAndAccumulate(now, Math::max);
    line.longest.accumulateAndGet(now - before, Math::max);
    beats.increment();
  }

  void miss() {
    misses.increment();
    lastMiss = History.now();
  }

  /** Begins to watch; one at a time. */
  public Watch watch() {
    long begin = History.now();
    lines.values().forEach(line -> line.longest.set(0));
    return new Watch(begin, beats.sum(), misses.sum());
  }

  /** From here to {@link #end}. */
  public final class Watch {

    private final long begin;
    private final long beatsBefore;
    private final long missesBefore;

    private Watch(long begin, long beatsBefore, long missesBefore) {
      this.begin = begin;
      this.beatsBefore = beatsBefore;
      this.missesBefore = missesBefore;
    }

    private long looked;
    private long beatsThen;
    private long missesThen;

    /**
     * Whether for this long all kinds were decided, and of a hundred answers at most two were not:
     * a busy machine has single ones at any time. Ask it again and again.
     */
    public boolean isCalmFor(Duration time) {
      long now = History.now();
      if (looked == 0) {
        look(now);
      }
      if (now - looked < time.toNanos()) {
        return false;
      }
      long decided = beats.sum() - beatsThen;
      long missed = misses.sum() - missesThen;
      long since = looked;
      look(now);
      return missed * TOLERATED <= decided
          && lines.values().stream().allMatch(line -> line.last.get() > since);
    }

    private void look(long now) {
      looked = now;
      beatsThen = beats.sum();
      missesThen = misses.sum();
    }

    /** What was seen. */
    public Watched end() {
      long now = History.now();
      Map<Of, Duration> silences = new EnumMap<>(Of.class);
      lines.forEach(
          (what, line) ->
              silences.put(
                  what, Duration.ofNanos(Math.max(line.longest.get(), now - line.last.get()))));
      return new Watched(
          silences,
          beats.sum() - beatsBefore,
          misses.sum() - missesBefore,
          lastMiss < begin ? Duration.ZERO : Duration.ofNanos(lastMiss - begin));
    }
  }
}
