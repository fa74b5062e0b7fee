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
import dev.hushkey.stack.bench.subject.HandoutCheck;
import dev.hushkey.stack.bench.subject.ServedLink;
import dev.hushkey.stack.bench.subject.ServedLinks;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code ./hushkey bench handout [rounds] [seconds]}: how many hand-outs a second we answer,
 * interleaved with the reference broker, with its join alone, and with Transit alone.
 */
final class HandoutBench {

  private static final int LINKS = 20_000;
  private static final List<Integer> CONNECTIONS = List.of(64, 16, 1);

  private final LocalStack stack;
  private final int rounds;
  private final Duration duration;

  HandoutBench(LocalStack stack, int rounds, Duration duration) {
    this.stack = stack;
    this.rounds = rounds;
    this.duration = duration;
  }

  void run() throws Exception {
    Wrk.require();
    System.out.println("Starting another Hushkey");
    try (BenchHushkey hushkey = BenchHushkey.start(stack)) {
      System.out.printf("Sealing the tokens of %,d links%n", LINKS);
      ServedLinks served = new ServedLinks(hushkey);
      List<ServedLink> links = served.write(LINKS, LINKS);
      List<String> tokens = links.stream().map(ServedLink::token).toList();
      try (ReferenceBroker reference = ReferenceBroker.start(stack, tokens)) {
        System.out.println("Asking for each link once, and comparing each answer");
        reference.verify(tokens);
        HandoutCheck check = new HandoutCheck(hushkey);
        check.verify(links);
        Contender baseline = reference.contender();
        measure(
            List.of(hushkey(hushkey, links), baseline, rawTransit(served, links), reference.join()),
            baseline);
        check.verify(links.subList(0, LINKS / 20));
      }
    }
  }

  private void measure(List<Contender> contenders, Contender baseline) throws Exception {
    Comparison comparison = new Comparison(stack, "hand-out", contenders, rounds, duration);
    comparison.warmUp();
    for (int connections : CONNECTIONS) {
      comparison.run(connections);
    }
    comparison.tell(baseline);
  }

  private Contender hushkey(BenchHushkey hushkey, List<ServedLink> links) throws IOException {
    return new Endpoint(
        "Hushkey",
        BenchHushkey.PROCESS,
        URI.create(hushkey.address() + "/v1/handouts"),
        Requests.post(
            hushkey::cameraBackend,
            Scattered.of(links).stream().map(ServedLink::handoutRequest).toList()));
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
