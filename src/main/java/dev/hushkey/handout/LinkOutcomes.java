package dev.hushkey.handout;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes one answer out of the results of all links. Pure functions. */
final class LinkOutcomes {

  private LinkOutcomes() {}

  /**
   * The answer, if a token can be handed out.
   *
   * @throws FailureException if none can: an outage, when there is a link that allows the hand-out,
   *     else a refusal
   */
  static HandoutAnswer answer(List<LinkOutcome> outcomes) {
    List<Handout> handouts =
        all(outcomes, LinkOutcome.Opened.class)
            .map(opened -> Handout.of(opened.permitted(), opened.token()))
            .toList();
    if (handouts.isEmpty()) {
      throw failure(outcomes);
    }
    return new HandoutAnswer(
        handouts, outcomes.stream().flatMap(outcome -> withheld(outcome).stream()).toList(), null);
  }

  private static Optional<WithheldLink> withheld(LinkOutcome outcome) {
    return switch (outcome) {
      case LinkOutcome.Opened _ -> Optional.empty();
      case LinkOutcome.Failed failed -> Optional.of(WithheldLink.failed(failed));
      case LinkOutcome.Refused refused ->
          refused.link().map(link -> WithheldLink.refused(link.link(), refused.refusal()));
    };
  }

  private static FailureException failure(List<LinkOutcome> outcomes) {
    return all(outcomes, LinkOutcome.Failed.class)
        .map(LinkOutcome.Failed::why)
        .min(Comparator.comparing(LinkOutcomes::soonest))
        .orElseGet(() -> new FailureException(new Failure.Refused(closest(outcomes))));
  }

  /** When another try may succeed. What no try heals comes last. */
  private static Duration soonest(FailureException why) {
    return switch (why.failure()) {
      case Failure.Unavailable away -> away.retryAfter();
      case Failure.Overloaded away -> away.retryAfter();
      default -> Duration.ofSeconds(Long.MAX_VALUE);
    };
  }

  private static Refusal closest(List<LinkOutcome> outcomes) {
    return all(outcomes, LinkOutcome.Refused.class)
        .map(LinkOutcome.Refused::refusal)
        .min(Comparator.comparingInt(LinkOutcomes::missing))
        .orElseThrow();
  }

  /** How much is missing: the caller learns what would help soonest. */
  private static int missing(Refusal refusal) {
    return switch (refusal) {
      case NO_UPSTREAM_TOKEN, NO_UPSTREAM -> 1;
      case NEEDS_RELINK -> 2;
      case ACTION_NOT_GRANTED -> 3;
      case DEVICE_NOT_GRANTED -> 4;
      case LINK_REVOKED -> 5;
      case NOT_LINKED -> 6;
      case NOT_THE_OWNER -> 7;
      case TOKEN_NOT_LIVE -> 8;
    };
  }

  private static <T> Stream<T> all(List<LinkOutcome> outcomes, Class<T> kind) {
    return outcomes.stream().filter(kind::isInstance).map(kind::cast);
  }
}
