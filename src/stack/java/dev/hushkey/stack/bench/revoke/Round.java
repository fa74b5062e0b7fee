package dev.hushkey.stack.bench.revoke;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** Revokes while probes ask, and then takes it back, so that the same links live again. */
final class Round {

  /** How long refusals are watched after each revocation. */
  private static final Duration WATCHED = Duration.ofMillis(300);

  private final Admin admin;
  private final Probes probes;
  private final Unmade unmade;
  private final int number;

  /**
   * @param number how many probes there are
   */
  Round(Admin admin, Probes probes, Unmade unmade, int number) {
    this.admin = admin;
    this.probes = probes;
    this.unmade = unmade;
    this.number = number;
  }

  /**
   * Revokes once.
   *
   * @param view how to read what was seen: which links this revocation selects
   * @throws IllegalStateException when a probe saw what must not be, or could not have seen it
   */
  Closing run(String selector, UnaryOperator<Seen> view) throws Exception {
    probes.forget();
    probes.await("every probe is given something", seen -> Closing.isOpen(seen, number));
    Admin.Answer answer = admin.revoke(selector);
    Thread.sleep(WATCHED);
    probes.await(
        "every probe is refused", seen -> Closing.isOver(viewed(seen, view), answer.answered()));
    List<Seen> seen = viewed(probes.seen(), view);
    Closing closing = new Closing(seen, answer.sent(), answer.answered());
    List<String> faults = closing.faults();
    if (!faults.isEmpty()) {
      throw new IllegalStateException(String.join("; ", faults));
    }
    unmade.takeBack();
    return closing;
  }

  private static List<Seen> viewed(List<Seen> seen, UnaryOperator<Seen> view) {
    return seen.stream().map(view).toList();
  }
}
