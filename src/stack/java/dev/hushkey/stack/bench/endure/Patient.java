package dev.hushkey.stack.bench.endure;

import dev.hushkey.stack.bench.client.Exchange.Manner;
import dev.hushkey.stack.bench.storm.Asking;
import dev.hushkey.stack.bench.storm.Questions;
import dev.hushkey.stack.bench.storm.Score;
import dev.hushkey.stack.bench.truth.Question;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A client as callers should be: what was not decided it asks again, until it is. */
final class Patient implements Runnable {

  /** Longer than any outage here may last. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int KINDS = 4;
  private static final int MAX_BATCH = 30;
  private static final int MIN_PAUSE = 20;
  private static final int MAX_PAUSE = 120;
  private static final int RETRY_PAUSE = 250;

  private final Asking asking;
  private final Questions questions;
  private final Score score;
  private final BooleanSupplier over;

  Patient(Asking asking, Questions questions, Score score, BooleanSupplier over) {
    this.asking = asking;
    this.questions = questions;
    this.score = score;
    this.over = over;
  }

  @Override
  public void run() {
    while (!over.getAsBoolean()) {
      ask(next());
      pause(ThreadLocalRandom.current().nextInt(MIN_PAUSE, MAX_PAUSE));
    }
  }

  private List<Question> next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int many = random.nextInt(2, MAX_BATCH);
    return switch (random.nextInt(KINDS)) {
      case 0 -> List.of(questions.handout());
      case 1 -> List.of(questions.check());
      case 2 -> Stream.<Question>generate(questions::handout).limit(many).toList();
      default -> Stream.<Question>generate(questions::check).limit(many).toList();
    };
  }

  /** Asks all of these, of one kind, until each is decided. */
  void ask(List<Question> all) {
    long begin = System.nanoTime();
    List<Question> left = undecided(all);
    boolean repeated = !left.isEmpty();
    while (!left.isEmpty()) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        score.wrong("not decided within %s: %s".formatted(PATIENCE, left));
        return;
      }
      pause(RETRY_PAUSE);
      left = undecided(left);
    }
    if (repeated) {
      score.tally("requests repeated with success");
    }
  }

  private List<Question> undecided(List<Question> all) {
    try {
      if (all.size() > 1) {
        return asking.all(all, Manner.PLAIN);
      }
      return asking.one(all.getFirst(), Manner.PLAIN) ? List.of() : all;
    } catch (IOException broken) {
      return all;
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
