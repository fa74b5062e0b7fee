package dev.hushkey.stack.bench;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.load.Comparison;
import dev.hushkey.stack.bench.load.Contender;
import dev.hushkey.stack.bench.load.Wrk;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.bench.subject.Handouts;
import dev.hushkey.stack.bench.subject.ServedLink;
import dev.hushkey.stack.bench.subject.ServedLinks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * {@code ./hushkey bench growth [rounds] [seconds] [links]}: what a hand-out costs with ten
 * thousand links, a hundred times as many, and so many; each in a database of its own with a
 * Hushkey of its own, so that the three can take turns.
 */
final class GrowthBench {

  private static final long FEW = 10_000;
  private static final int ASKED = 10_000;

  private final LocalStack stack;
  private final int rounds;
  private final Duration duration;
  private final List<Long> sizes;

  /**
   * @param most links in the largest database; each takes about 4 kB of disk
   */
  GrowthBench(LocalStack stack, int rounds, Duration duration, long most) {
    this.stack = stack;
    this.rounds = rounds;
    this.duration = duration;
    this.sizes = LongStream.of(FEW, Math.min(100 * FEW, most), most).distinct().boxed().toList();
  }

  void run() throws Exception {
    Wrk.require();
    Deque<BenchHushkey> started = new ArrayDeque<>();
    try {
      List<Contender> contenders = new ArrayList<>();
      for (long size : sizes) {
        System.out.printf(Locale.ROOT, "Starting a Hushkey with %,d links%n", size);
        BenchHushkey hushkey = BenchHushkey.start(stack, "bench_" + size);
        started.push(hushkey);
        contenders.add(contender(hushkey, size));
      }
      Comparison comparison = new Comparison(stack, "growth", contenders, rounds, duration);
      comparison.run();
      comparison.tell(contenders.getFirst());
    } finally {
      started.forEach(BenchHushkey::close);
    }
  }

  private static Contender contender(BenchHushkey hushkey, long size) throws Exception {
    List<ServedLink> asked = new ServedLinks(hushkey).write(size, ASKED);
    Handouts handouts = new Handouts(hushkey, asked);
    System.out.printf("  asking for %,d of them once, and comparing each answer%n", ASKED);
    handouts.verify(asked);
    return handouts.contender(String.format(Locale.ROOT, "%,d links", size));
  }
}
