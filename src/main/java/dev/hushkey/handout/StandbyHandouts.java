package dev.hushkey.handout;

import dev.hushkey.audit.Actor;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.LinkHandouts.Asked;
import dev.hushkey.handout.LinkHandouts.Decided;
import dev.hushkey.handout.decision.DecisionStatement.HandoutFacts;
import dev.hushkey.handout.decision.LastLook;
import dev.hushkey.handout.decision.PermittedHandout;
import dev.hushkey.handout.decision.StandbyLook;
import dev.hushkey.handout.refresh.OpenedTokens;
import dev.hushkey.handout.refresh.RefreshRules;
import dev.hushkey.identity.LinkId;
import dev.hushkey.standby.Standby;
import dev.hushkey.standby.Standby.Outcome;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Hand-outs whose first look is at a standby, which may be behind by any time. It can only say yes,
 * for all links at once, and the last look has to agree. Whatever else it says is no answer: the
 * primary decides then, from the beginning, and nothing is refreshed, marked or recorded before.
 */
@ApplicationScoped
class StandbyHandouts {

  private static final Logger LOG = Logger.getLogger(StandbyHandouts.class);

  private final Standby standby;
  private final StandbyLook look;
  private final OpenedTokens opened;
  private final LastLook lastLook;

  @Inject
  StandbyHandouts(Standby standby, StandbyLook look, OpenedTokens opened, LastLook lastLook) {
    this.standby = standby;
    this.look = look;
    this.opened = opened;
    this.lastLook = lastLook;
  }

  /** The tokens, recorded; empty when the primary has to be asked. */
  Uni<Optional<List<LinkOutcome>>> handOut(Asked asked, Optional<LinkId> only, Actor actor) {
    if (!standby.isConfigured() || asked.assistant().upstreamIfAny().isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    if (!standby.isInUse()) {
      return primary(Outcome.RESTING);
    }
    return look.forHandout(asked.question(), only)
        .chain(
            found ->
                found.isEmpty()
                    ? primary(Outcome.FAILED)
                    : handOut(asked, only, actor, found.get()));
  }

  private Uni<Optional<List<LinkOutcome>>> handOut(
      Asked asked, Optional<LinkId> only, Actor actor, List<HandoutFacts> facts) {
    List<PermittedHandout> permitted;
    try {
      permitted = permitted(asked, only, facts);
    } catch (FailureException _) {
      // that nobody knows the owner, as after a restore: not for a standby to say
      permitted = List.of();
    }
    if (permitted.isEmpty()) {
      return primary(Outcome.REFUSED);
    }
    Optional<Integer> links = only.isPresent() ? Optional.empty() : Optional.of(permitted.size());
    return open(permitted)
        .chain(each -> each.isEmpty() ? primary(Outcome.REFUSED) : record(actor, each, links));
  }

  /** All of them, or none. */
  private static List<PermittedHandout> permitted(
      Asked asked, Optional<LinkId> only, List<HandoutFacts> facts) {
    List<PermittedHandout> permitted = new ArrayList<>();
    for (HandoutFacts each : facts) {
      if (!(LinkHandouts.decide(asked, only, each) instanceof Decided.Yes(PermittedHandout yes))
          || RefreshRules.next(
                  yes.upstream(),
                  asked.assistant().upstream().refreshAhead(),
                  RefreshRules.Attempt.first())
              != RefreshRules.Step.HAND_OUT) {
        return List.of();
      }
      permitted.add(yes);
    }
    return permitted;
  }

  /**
   * All of them, or none. What Vault cannot do now it cannot do for the primary either, so one link
   * is answered with that; of several, some may open.
   */
  private Uni<List<LinkOutcome.Opened>> open(List<PermittedHandout> permitted) {
    return Uni.join()
        .all(
            permitted.stream()
                .map(
                    one ->
                        opened
                            .peek(one.link(), one.upstream())
                            .map(token -> new LinkOutcome.Opened(one, token)))
                .toList())
        .andFailFast()
        .onFailure(thrown -> permitted.size() > 1 || !isOutage(thrown))
        .invoke(thrown -> LOG.debug("Tokens that a standby knew do not open", thrown))
        .onFailure(thrown -> permitted.size() > 1 || !isOutage(thrown))
        .recoverWithItem(List.of());
  }

  private static boolean isOutage(Throwable thrown) {
    return thrown instanceof FailureException known
        && (known.failure() instanceof Failure.Unavailable
            || known.failure() instanceof Failure.Overloaded);
  }

  private Uni<Optional<List<LinkOutcome>>> record(
      Actor actor, List<LinkOutcome.Opened> all, Optional<Integer> links) {
    return Uni.join()
        .all(
            all.stream()
                .map(one -> lastLook.record(one.event(actor), one.permitted().upstream(), links))
                .toList())
        .andFailFast()
        .chain(
            recorded -> {
              if (recorded.contains(false)) {
                return primary(Outcome.OVERTAKEN);
              }
              standby.note(Outcome.ANSWERED);
              return Uni.createFrom().item(Optional.of(List.copyOf(all)));
            });
  }

  private Uni<Optional<List<LinkOutcome>>> primary(Outcome why) {
    standby.note(why);
    return Uni.createFrom().item(Optional.empty());
  }
}
