package dev.hushkey.stack.bench.revoke;

import dev.hushkey.stack.bench.client.Exchange.Manner;
import dev.hushkey.stack.bench.client.Exchange.Reply;
import dev.hushkey.stack.bench.client.Exchange.Request;
import dev.hushkey.stack.bench.client.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Asks at one door, over one connection, one question after the other, until it is over. */
final class Probe {

  private static final int IN_A_BATCH = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Seat seat;
  private final int number;
  private final Keys keys;
  private final int port;

  /**
   * What a probe is for.
   *
   * @param selected whether the revocation that is measured is to end its links
   */
  record Seat(Door door, List<Probed> links, boolean selected) {}

  Probe(Seat seat, int number, Keys keys, int port) {
    this.seat = seat;
    this.number = number;
    this.keys = keys;
    this.port = port;
  }

  /**
   * @throws IllegalStateException for an answer that no door may give
   */
  void run(Consumer<Seen> tell, BooleanSupplier over) throws IOException, InterruptedException {
    try (Line line = new Line(port, PATIENCE)) {
      for (int turn = number; !over.getAsBoolean(); turn++) {
        Request request = seat.door().request(keys, some(turn));
        long began = System.nanoTime();
        Reply reply = line.ask(request, Manner.PLAIN);
        long ended = System.nanoTime();
        tell.accept(
            new Seen(number, seat.door(), seat.selected(), began, ended, seat.door().read(reply)));
        Thread.sleep(seat.door().pause());
      }
    }
  }

  private List<Probed> some(int turn) {
    return IntStream.range(turn, turn + IN_A_BATCH)
        .mapToObj(index -> seat.links().get(index % seat.links().size()))
        .toList();
  }
}
