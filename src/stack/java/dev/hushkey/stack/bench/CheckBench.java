package dev.hushkey.stack.bench;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.load.Comparison;
import dev.hushkey.stack.bench.load.Contender;
import dev.hushkey.stack.bench.load.Wrk;
import dev.hushkey.stack.bench.rival.ReferenceBroker;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.bench.subject.CheckedLinks;
import dev.hushkey.stack.bench.subject.ServedLink;
import dev.hushkey.stack.bench.subject.ServedLinks;
import java.time.Duration;
import java.util.List;

/**
 * {@code ./hushkey bench check [rounds] [seconds] [links]}: how many checks a second we answer,
 * interleaved with the hand-outs of the reference broker and with its join alone.
 */
final class CheckBench {

  private final LocalStack stack;
  private final int rounds;
  private final Duration duration;
  private final int number;

  CheckBench(LocalStack stack, int rounds, Duration duration, int links) {
    this.stack = stack;
    this.rounds = rounds;
    this.duration = duration;
    this.number = links;
  }

  void run() throws Exception {
    Wrk.require();
    System.out.println("Starting another Hushkey");
    try (BenchHushkey hushkey = BenchHushkey.start(stack)) {
      List<ServedLink> links = new ServedLinks(hushkey).write(number, number);
      List<String> tokens = links.stream().map(ServedLink::token).toList();
      try (ReferenceBroker reference = ReferenceBroker.start(stack, tokens)) {
        System.out.printf(
            "Making %,d access tokens of each kind, and asking for each once%n", number);
        CheckedLinks checked = new CheckedLinks(hushkey, links);
        Contender jwt = checked.jwt("Hushkey, JWT");
        Contender opaque = checked.opaque("Hushkey, opaque");
        Contender baseline = reference.contender();
        Comparison comparison =
            new Comparison(
                stack, "check", List.of(jwt, opaque, baseline, reference.join()), rounds, duration);
        comparison.run();
        comparison.tell(baseline);
      }
    }
  }
}
