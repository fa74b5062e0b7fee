package dev.hushkey.handout;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.handout.LinkOutcome.Refused;
import dev.hushkey.handout.decision.Decision;
import dev.hushkey.handout.decision.DecisionStatement;
import dev.hushkey.handout.decision.DecisionStatement.HandoutFacts;
import dev.hushkey.handout.decision.PermittedHandout;
import dev.hushkey.handout.decision.Question;
import dev.hushkey.handout.decision.Rules;
import dev.hushkey.handout.refresh.OpenedTokens;
import dev.hushkey.handout.refresh.Pause;
import dev.hushkey.handout.refresh.RefreshRules;
import dev.hushkey.handout.refresh.RefreshRules.Attempt;
import dev.hushkey.handout.refresh.UpstreamTokenRefresh;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.timeout.TimeoutSettings;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Gets the token of each link that allows a hand-out: decide for all of them at once, then for each
 * on its own refresh if the token is about to expire, decide again, and open.
 */
@ApplicationScoped
class LinkHandouts {

  private final DecisionStatement statement;
  private final UpstreamTokenRefresh refresh;
  private final OpenedTokens opened;
  private final Pause pause;
  private final Duration patience;

  @Inject
  LinkHandouts(
      DecisionStatement statement,
      UpstreamTokenRefresh refresh,
      OpenedTokens opened,
      Pause pause,
      TimeoutSettings timeouts) {
    this.statement = statement;
    this.refresh = refresh;
    this.opened = opened;
    this.pause = pause;
    this.patience = timeouts.answer().multipliedBy(2).dividedBy(3);
  }

  /** A question and the assistant that it is about. */
  record Asked(Question question, Assistant assistant) {}

  /**
   * The result for each living link, the oldest first; never empty.
   *
   * @param only the only link to look at
   */
  Uni<List<LinkOutcome>> open(Asked asked, Optional<LinkId> only) {
    return statement
        .forHandout(asked.question(), only)
        .map(facts -> decide(asked, only, facts))
        .chain(decided -> each(asked, decided));
  }

  /** Several links may be refused alike, and without one to name. */
  private static List<Decided> decide(
      Asked asked, Optional<LinkId> only, List<HandoutFacts> facts) {
    if (facts.size() == 1) {
      return List.of(decide(asked, only, facts.getFirst()));
    }
    return facts.stream().map(each -> decide(asked, only, each)).distinct().toList();
  }

  /**
   * An outage of one link does not cost the others their hand-out; a bug fails them all. Even then
   * each is awaited: a refresh that has begun must be stored.
   */
  private Uni<List<LinkOutcome>> each(Asked asked, List<Decided> decided) {
    if (decided.size() == 1) {
      return settle(asked, decided.getFirst(), Attempt.first()).map(List::of);
    }
    return Uni.join()
        .all(decided.stream().map(one -> inTime(one, settle(asked, one, Attempt.first()))).toList())
        .andCollectFailures()
        .onFailure(CompositeException.class)
        .transform(several -> ((CompositeException) several).getCauses().getFirst());
  }

  /**
   * One slow link does not keep the tokens of the others from the caller. What it has begun goes
   * on: a rotated token must be stored.
   */
  private Uni<LinkOutcome> inTime(Decided one, Uni<LinkOutcome> work) {
    if (!(one instanceof Decided.Yes slow)) {
      return work;
    }
    LinkOutcome late =
        new LinkOutcome.Failed(
            slow.permitted().link(), FailureException.unavailable(Dependency.UPSTREAM, null));
    return Uni.join()
        .first(work.memoize().indefinitely(), pause.of(patience).replaceWith(late))
        .toTerminate();
  }

  /** One link's part of the answer, as far as the rules go. */
  sealed interface Decided {

    record Yes(PermittedHandout permitted) implements Decided {}

    record No(Refused refused) implements Decided {}
  }

  static Decided decide(Asked asked, Optional<LinkId> only, HandoutFacts found) {
    requireOnly(only, found);
    boolean upstream = asked.assistant().upstreamIfAny().isPresent();
    return switch (Rules.decideHandout(
        asked.question(), found.facts(), upstream, found.upstream())) {
      case Decision.Allowed(LinkRef link) ->
          new Decided.Yes(
              new PermittedHandout(asked.question(), link, found.upstream().orElseThrow()));
      case Decision.Denied(Refusal refusal) ->
          new Decided.No(
              new Refused(
                  refusal == Refusal.NOT_THE_OWNER ? Optional.empty() : found.link(), refusal));
    };
  }

  private static void requireOnly(Optional<LinkId> only, HandoutFacts found) {
    Optional<LinkId> link = found.link().map(LinkRef::link);
    if (only.isPresent() && link.isPresent() && !only.equals(link)) {
      throw new IllegalStateException("asked for one link, got another");
    }
  }

  private Uni<LinkOutcome> settle(Asked asked, Decided decided, Attempt attempt) {
    return switch (decided) {
      case Decided.No no -> Uni.createFrom().item(no.refused());
      case Decided.Yes yes ->
          proceed(asked, yes.permitted(), attempt)
              .onFailure(FailureException.class)
              .recoverWithItem(
                  thrown -> without(yes.permitted().link(), (FailureException) thrown));
    };
  }

  /** A refusal after the decision is one all the same: the stored tokens turned out to be lost. */
  private static LinkOutcome without(LinkRef link, FailureException thrown) {
    return thrown.failure() instanceof Failure.Refused(Refusal refusal)
        ? new Refused(Optional.of(link), refusal)
        : new LinkOutcome.Failed(link, thrown);
  }

  private Uni<LinkOutcome> proceed(Asked asked, PermittedHandout permitted, Attempt attempt) {
    return switch (RefreshRules.next(
        permitted.upstream(), asked.assistant().upstream().refreshAhead(), attempt)) {
      case HAND_OUT -> open(permitted);
      case REFRESH ->
          refresh(asked, permitted, attempt).chain(next -> again(asked, permitted, next));
      case WAIT ->
          refresh
              .waitForOther(asked.assistant(), permitted.upstream())
              .chain(() -> again(asked, permitted, attempt.waited()));
      case GIVE_UP -> Uni.createFrom().failure(gaveUp(attempt));
    };
  }

  /** Nothing leaves on a decision from before a refresh. */
  private Uni<LinkOutcome> again(Asked asked, PermittedHandout before, Attempt attempt) {
    Optional<LinkId> same = Optional.of(before.link().link());
    return statement
        .forHandout(asked.question(), same)
        .map(facts -> decide(asked, same, facts.getFirst()))
        .chain(decided -> settle(asked, decided, attempt));
  }

  private Uni<Attempt> refresh(Asked asked, PermittedHandout permitted, Attempt attempt) {
    return refresh
        .refresh(asked.assistant(), permitted.link(), permitted.upstream())
        .map(
            result ->
                switch (result) {
                  case DONE -> attempt.refreshedNow();
                  case BUSY -> attempt.waited();
                })
        .onFailure(UpstreamTokenRefresh::isUpstreamAway)
        .recoverWithItem(thrown -> attempt.foundUpstreamAway((FailureException) thrown));
  }

  private static FailureException gaveUp(Attempt attempt) {
    return attempt
        .outage()
        .orElseGet(() -> FailureException.unavailable(Dependency.UPSTREAM, null));
  }

  private Uni<LinkOutcome> open(PermittedHandout permitted) {
    return opened
        .open(permitted.link(), permitted.upstream())
        .map(token -> new LinkOutcome.Opened(permitted, token));
  }
}
