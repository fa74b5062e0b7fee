package dev.hushkey.stack.bench.storm;

import dev.hushkey.stack.bench.client.Exchange.Manner;
import dev.hushkey.stack.bench.truth.Question;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Asks one request after the other over one connection, in all four ways, until it is over. */
public final class Client implements Runnable {

  private static final int KINDS = 4;
  private static final int MAX_BATCH = 120;
  private static final int ONE_IN = 100;

  private final Asking asking;
  private final Questions questions;
  private final BooleanSupplier over;

  public Client(Asking asking, Questions questions, BooleanSupplier over) {
    this.asking = asking;
    this.questions = questions;
    this.over = over;
  }

  @Override
  public void run() {
    while (!over.getAsBoolean()) {
      try {
        if (!ask()) {
          pause();
        }
      } catch (IOException broken) {
        pause();
      }
    }
  }

  private boolean ask() throws IOException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int many = random.nextInt(1, MAX_BATCH + 1);
    return switch (random.nextInt(KINDS)) {
      case 0 -> asking.one(questions.handout(), manner());
      case 1 -> asking.one(questions.check(), manner());
      case 2 -> ask(list(Stream.generate(questions::handout), many));
      default -> ask(list(Stream.generate(questions::check), many));
    };
  }

  private boolean ask(List<? extends Question> many) throws IOException {
    return asking.all(many, manner()).size() < many.size();
  }

  private static <Q extends Question> List<Q> list(Stream<Q> questions, int many) {
    return questions.limit(many).toList();
  }

  /** Three in a hundred are no good clients. */
  private static Manner manner() {
    int chance = ThreadLocalRandom.current().nextInt(ONE_IN);
    Manner[] all = Manner.values();
    return chance + 1 < all.length ? all[chance + 1] : Manner.PLAIN;
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(5, 60)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
