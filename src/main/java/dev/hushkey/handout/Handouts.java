package dev.hushkey.handout;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
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
import dev.hushkey.identity.LinkRef;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.upstream.TokenSet;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Hands out tokens: decide, refresh if the token is about to expire, open, record. No token leaves
 * without a decision made after the last refresh, nor without an audit record.
 */
@ApplicationScoped
class Handouts {

  private final Assistants assistants;
  private final DecisionStatement statement;
  private final UpstreamTokenRefresh refresh;
  private final OpenedTokens opened;
  private final AuditTrail audit;
  private final Pause pause;

  @Inject
  Handouts(
      Assistants assistants,
      DecisionStatement statement,
      UpstreamTokenRefresh refresh,
      OpenedTokens opened,
      AuditTrail audit,
      Pause pause) {
    this.assistants = assistants;
    this.statement = statement;
    this.refresh = refresh;
    this.opened = opened;
    this.audit = audit;
    this.pause = pause;
  }

  private record Asked(Question question, Assistant assistant, Actor actor) {}

  /**
   * The token for one user, device and action. Fails with {@link Failure.Refused} when the rules
   * forbid it, and with {@link Failure.Unavailable} when an expired token cannot be refreshed now.
   */
  Uni<HandoutAnswer> handOut(Question question, Actor actor) {
    Asked asked = new Asked(question, assistants.require(question.assistant()), actor);
    return settle(asked, Attempt.first()).chain(permitted -> open(asked, permitted));
  }

  private Uni<PermittedHandout> settle(Asked asked, Attempt attempt) {
    return decide(asked).chain(permitted -> proceed(asked, permitted, attempt));
  }

  private Uni<PermittedHandout> proceed(Asked asked, PermittedHandout permitted, Attempt attempt) {
    return switch (RefreshRules.next(
        permitted.upstream(), asked.assistant().upstream().refreshAhead(), attempt)) {
      case HAND_OUT -> Uni.createFrom().item(permitted);
      case REFRESH -> refresh(asked, permitted, attempt).chain(next -> settle(asked, next));
      case WAIT -> pause.of(RefreshRules.WAIT).chain(() -> settle(asked, attempt.waited()));
      case GIVE_UP -> Uni.createFrom().failure(gaveUp(attempt));
    };
  }

  private Uni<Attempt> refresh(Asked asked, PermittedHandout permitted, Attempt attempt) {
    return refresh
        .refresh(asked.assistant(), permitted)
        .map(byUs -> byUs ? attempt.refreshedNow() : attempt.waited())
        .onFailure(UpstreamTokenRefresh::isUpstreamAway)
        .recoverWithItem(thrown -> attempt.foundUpstreamAway((FailureException) thrown));
  }

  private static FailureException gaveUp(Attempt attempt) {
    return attempt
        .outage()
        .orElseGet(() -> FailureException.unavailable(Dependency.UPSTREAM, null));
  }

  private Uni<PermittedHandout> decide(Asked asked) {
    return statement.forHandout(asked.question()).chain(found -> decide(asked, found));
  }

  private Uni<PermittedHandout> decide(Asked asked, HandoutFacts found) {
    boolean upstream = asked.assistant().upstreamIfAny().isPresent();
    return switch (Rules.decideHandout(
        asked.question(), found.facts(), upstream, found.upstream())) {
      case Decision.Allowed(LinkRef link) ->
          Uni.createFrom()
              .item(new PermittedHandout(asked.question(), link, found.upstream().orElseThrow()));
      case Decision.Denied(Refusal refusal) -> refuse(asked, refusal);
    };
  }

  private Uni<PermittedHandout> refuse(Asked asked, Refusal refusal) {
    Question question = asked.question();
    return audit
        .record(
            new AuditEvent.HandoutRefused(
                asked.actor(),
                question.user(),
                question.assistant(),
                question.device(),
                question.action(),
                refusal))
        .chain(() -> Uni.createFrom().failure(new FailureException(new Failure.Refused(refusal))));
  }

  private Uni<HandoutAnswer> open(Asked asked, PermittedHandout permitted) {
    return opened
        .open(permitted)
        .map(TokenSet::access)
        .call(token -> record(asked, permitted.link(), token))
        .map(token -> HandoutAnswer.of(permitted, token));
  }

  private Uni<Void> record(Asked asked, LinkRef link, AccessToken token) {
    return audit.record(
        new AuditEvent.HandedOut(
            asked.actor(),
            link,
            asked.question().device(),
            asked.question().action(),
            TokenHash.of(token.secret()).fingerprint()));
  }
}
