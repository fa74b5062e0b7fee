package dev.hushkey.stack.bench;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.load.Comparison;
import dev.hushkey.stack.bench.load.Contender;
import dev.hushkey.stack.bench.load.Endpoint;
import dev.hushkey.stack.bench.load.Requests;
import dev.hushkey.stack.bench.load.Scattered;
import dev.hushkey.stack.bench.load.Wrk;
import dev.hushkey.stack.bench.rival.ReferenceBroker;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.bench.subject.Handouts;
import dev.hushkey.stack.bench.subject.ServedLink;
import dev.hushkey.stack.bench.subject.ServedLinks;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code ./hushkey bench handout [rounds] [seconds] [links]}: how many hand-outs a second we
 * answer, interleaved with the reference broker, with its join alone, and with Transit alone.
 */
final class HandoutBench {

  private static final int BATCH = 100;

  private final LocalStack stack;
  private final int rounds;
  private final Duration duration;
  private final int number;

  HandoutBench(LocalStack stack, int rounds, Duration duration, int links) {
    this.stack = stack;
    this.rounds = rounds;
    this.duration = duration;
    this.number = links;
  }

  void run() throws Exception {
    Wrk.require();
    System.out.println("Starting another Hushkey");
    try (BenchHushkey hushkey = BenchHushkey.start(stack)) {
      System.out.printf("Sealing the tokens of %,d links%n", number);
      ServedLinks served = new ServedLinks(hushkey);
      List<ServedLink> links = served.write(number, number);
      List<String> tokens = links.stream().map(ServedLink::token).toList();
      try (ReferenceBroker reference = ReferenceBroker.start(stack, tokens)) {
        System.out.println("Asking for each link once, and comparing each answer");
        reference.verify(tokens);
        Handouts handouts = new Handouts(hushkey, links);
        handouts.verify(links);
        Contender baseline = reference.contender();
        measure(
            List.of(
                handouts.contender("Hushkey"),
                handouts.batches("Hushkey, batches of " + BATCH, BATCH),
                baseline,
                rawTransit(served, links),
                reference.join()),
            baseline);
        handouts.verify(links.subList(0, number / 20));
      }
    }
  }

  private void measure(List<Contender> contenders, Contender baseline) throws Exception {
    Comparison comparison = new Comparison(stack, "hand-out", contenders, rounds, duration);
    comparison.run();
    comparison.tell(baseline);
  }

  /** One decryption a request, of what Hushkey keeps. */
  private Contender rawTransit(ServedLinks served, List<ServedLink> links)
      throws IOException, SQLException {
    List<String> ciphertexts = served.ciphertexts(links);
    List<String> bodies =
        IntStream.range(0, links.size())
            .mapToObj(i -> links.get(i).decryption(ciphertexts.get(i)))
            .toList();
    return new Endpoint(
        "one decryption alone",
        "openbao",
        URI.create(stack.openBao().address() + "/v1/transit/decrypt/hushkey-alexa"),
        Requests.post(
            () -> "X-Vault-Token: " + stack.openBao().serveToken(), Scattered.of(bodies)));
  }
}
