package dev.hushkey.stack.bench.truth;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Decides whether an answer was the truth at some moment while it was awaited. */
public final class Judge {

  private Judge() {}

  /**
   * What is wrong with it; empty when it is right, or decided nothing.
   *
   * @param sent the moment before the request was sent
   * @param received the moment after the whole answer was there
   */
  public static Optional<String> findFault(
      Question question, Reading reading, long sent, long received) {
    return switch (reading) {
      case Reading.Undecided _ -> Optional.empty();
      case Reading.MixedUp(String what) -> Optional.of(what + " in answer to " + question);
      case Reading.Decided(Outcome outcome) -> {
        Set<Outcome> right = rightOnes(question, sent, received);
        yield right.contains(outcome)
            ? Optional.empty()
            : Optional.of(
                "%s in answer to %s; right would have been %s, over %d ms"
                    .formatted(outcome, question, right, (received - sent) / 1_000_000));
      }
    };
  }

  private static Set<Outcome> rightOnes(Question question, long sent, long received) {
    Set<Outcome> right = new LinkedHashSet<>();
    boolean own = question.person() == question.camera();
    for (History.Span person : question.person().history().between(sent, received)) {
      if (own) {
        right.add(Rulebook.right(question, person.truth(), person.truth()));
        continue;
      }
      for (History.Span camera : question.camera().history().between(sent, received)) {
        long begin = Math.max(sent, person.from());
        long end = Math.min(received, person.until());
        if (camera.overlaps(begin, end)) {
          right.add(Rulebook.right(question, person.truth(), camera.truth()));
        }
      }
    }
    return right;
  }
}
