package dev.hushkey.handout;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.handout.RefusedTokenAnswer.Outcome;
import dev.hushkey.handout.decision.DecisionStatement;
import dev.hushkey.handout.decision.DecisionStatement.LinkFacts;
import dev.hushkey.handout.decision.UpstreamFacts;
import dev.hushkey.handout.refresh.OpenedTokens;
import dev.hushkey.handout.refresh.Pause;
import dev.hushkey.handout.refresh.RefreshRules;
import dev.hushkey.handout.refresh.UpstreamTokenRefresh;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.LinkState;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.upstreamtoken.TokenReports;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * A gateway refused a token that looked alive: refreshes it once, if it is still the one that we
 * would hand out. What the gateway said decides nothing; it may be the wrong region. The
 * assistant's answer to the refresh does.
 */
@ApplicationScoped
class RefusedTokens {

  private static final String NOT_DECIDED = "not decided";

  private final DecisionStatement statement;
  private final Assistants assistants;
  private final UpstreamTokenRefresh refresh;
  private final OpenedTokens opened;
  private final TokenReports reports;
  private final Pause pause;
  private final AuditTrail audit;

  @Inject
  RefusedTokens(
      DecisionStatement statement,
      Assistants assistants,
      UpstreamTokenRefresh refresh,
      OpenedTokens opened,
      TokenReports reports,
      Pause pause,
      AuditTrail audit) {
    this.statement = statement;
    this.assistants = assistants;
    this.refresh = refresh;
    this.opened = opened;
    this.reports = reports;
    this.pause = pause;
    this.audit = audit;
  }

  private record Reported(LinkRef link, UpstreamFacts upstream) {}

  /**
   * Acts on a report. Fails with {@link Failure.Refused} when the link has ended or never had a
   * token, with {@link Failure.TooOften} when it was reported a moment ago, and with {@link
   * Failure.Unavailable} when the assistant decided nothing.
   */
  Uni<RefusedTokenAnswer> report(RefusedTokenReport report, Actor actor) {
    return require(report.link())
        .chain(
            facts ->
                act(report, facts)
                    .call(outcome -> record(report, facts, actor, outcome.wireName()))
                    .onFailure()
                    .call(() -> record(report, facts, actor, NOT_DECIDED)))
        .map(outcome -> new RefusedTokenAnswer(report.link(), outcome));
  }

  private Uni<LinkFacts> require(LinkId link) {
    return statement
        .forLink(link)
        .map(found -> found.orElseThrow(() -> new FailureException(new Failure.NotFound("link"))));
  }

  private Uni<Outcome> act(RefusedTokenReport report, LinkFacts facts) {
    if (facts.state() == LinkState.NEEDS_RELINK) {
      return Uni.createFrom().item(Outcome.NEEDS_RELINK);
    }
    Reported reported = new Reported(facts.link(), requireToken(facts));
    return opened
        .open(reported.link(), reported.upstream())
        .map(token -> TokenHash.of(token.secret()).fingerprint())
        .chain(
            current ->
                current.equals(report.fingerprint())
                    ? unlessTooOften(reported)
                    : Uni.createFrom().item(Outcome.NEWER_TOKEN));
  }

  private static UpstreamFacts requireToken(LinkFacts facts) {
    if (facts.state() == LinkState.REVOKED) {
      throw new FailureException(new Failure.Refused(Refusal.LINK_REVOKED));
    }
    return facts
        .upstream()
        .orElseThrow(() -> new FailureException(new Failure.Refused(Refusal.NO_UPSTREAM_TOKEN)));
  }

  private Uni<Outcome> unlessTooOften(Reported reported) {
    return reports
        .nextIn(reported.link().link())
        .chain(
            wait ->
                wait.map(
                        left ->
                            Uni.createFrom()
                                .<Outcome>failure(new FailureException(new Failure.TooOften(left))))
                    .orElseGet(() -> refresh(reported, 0)));
  }

  private Uni<Outcome> refresh(Reported reported, int waits) {
    return refresh
        .refresh(
            assistants.require(reported.link().assistant()), reported.link(), reported.upstream())
        .chain(
            result ->
                switch (result) {
                  case DONE ->
                      reports
                          .acted(reported.link().link())
                          .chain(() -> require(reported.link().link()))
                          .map(now -> outcome(reported, now, Outcome.REFRESHED));
                  case BUSY -> waitForAnother(reported, waits);
                });
  }

  /** Somebody else refreshes it already: that refresh is as good as ours. */
  private Uni<Outcome> waitForAnother(Reported reported, int waits) {
    if (waits >= RefreshRules.MAX_WAITS) {
      return Uni.createFrom().failure(FailureException.unavailable(Dependency.UPSTREAM, null));
    }
    return pause
        .of(RefreshRules.WAIT)
        .chain(() -> require(reported.link().link()))
        .chain(
            now ->
                isUnchanged(reported, now)
                    ? refresh(reported, waits + 1)
                    : Uni.createFrom().item(outcome(reported, now, Outcome.NEWER_TOKEN)));
  }

  private static boolean isUnchanged(Reported reported, LinkFacts now) {
    return now.state() == LinkState.ACTIVE
        && now.upstream().filter(it -> it.version() == reported.upstream().version()).isPresent();
  }

  private static Outcome outcome(Reported reported, LinkFacts now, Outcome ifChanged) {
    return switch (now.state()) {
      case REVOKED -> throw new FailureException(new Failure.Refused(Refusal.LINK_REVOKED));
      case NEEDS_RELINK -> Outcome.NEEDS_RELINK;
      case ACTIVE -> {
        if (isUnchanged(reported, now)) {
          throw FailureException.unavailable(Dependency.UPSTREAM, null);
        }
        yield ifChanged;
      }
    };
  }

  private Uni<Void> record(
      RefusedTokenReport report, LinkFacts facts, Actor actor, String outcome) {
    return audit.record(
        new AuditEvent.TokenReportedRefused(
            actor, facts.link(), report.fingerprint(), report.said(), outcome));
  }
}
