package dev.hushkey.handout.check;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Refusal;
import dev.hushkey.handout.decision.Decision;
import dev.hushkey.handout.decision.DecisionStatement;
import dev.hushkey.handout.decision.DecisionStatement.CheckFacts;
import dev.hushkey.handout.decision.Question;
import dev.hushkey.handout.decision.Rules;
import dev.hushkey.handout.decision.TokenFacts;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.oauth.issued.AccessTokens;
import dev.hushkey.oauth.issued.VerifiedAccessToken;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Checks what an assistant's bearer token allows, now. */
@ApplicationScoped
class Checks {

  private final AccessTokens tokens;
  private final DecisionStatement statement;
  private final AuditTrail audit;

  @Inject
  Checks(AccessTokens tokens, DecisionStatement statement, AuditTrail audit) {
    this.tokens = tokens;
    this.statement = statement;
    this.audit = audit;
  }

  private record Checked(CheckRequest request, Actor actor, Optional<LinkRef> link) {}

  /**
   * First whether the token is genuine, by its signature; then, by the database, what it is for.
   */
  Uni<CheckAnswer> check(CheckRequest request, Actor actor) {
    return tokens
        .verify(request.token())
        .chain(
            verified ->
                verified
                    .map(token -> decide(request, actor, token))
                    .orElseGet(
                        () ->
                            refuse(
                                new Checked(request, actor, Optional.empty()),
                                Refusal.TOKEN_NOT_LIVE)));
  }

  private Uni<CheckAnswer> decide(CheckRequest request, Actor actor, VerifiedAccessToken token) {
    Question question =
        new Question(token.user(), request.device(), token.assistant(), request.action());
    return statement
        .forCheck(token, request.device())
        .chain(found -> answer(new Checked(request, actor, link(found)), question, found));
  }

  private static Optional<LinkRef> link(CheckFacts found) {
    return found.token().map(TokenFacts::link);
  }

  private Uni<CheckAnswer> answer(Checked checked, Question question, CheckFacts found) {
    return switch (Rules.decide(question, found.token(), found.facts())) {
      case Decision.Allowed(LinkRef link) -> allow(checked, link);
      case Decision.Denied(Refusal refusal) -> refuse(checked, refusal);
    };
  }

  private Uni<CheckAnswer> allow(Checked checked, LinkRef link) {
    CheckRequest request = checked.request();
    return audit
        .record(
            new AuditEvent.CheckAllowed(checked.actor(), link, request.device(), request.action()))
        .replaceWith(CheckAnswer.allowed(link, request));
  }

  private Uni<CheckAnswer> refuse(Checked checked, Refusal refusal) {
    CheckRequest request = checked.request();
    return audit
        .record(
            new AuditEvent.CheckRefused(
                checked.actor(), checked.link(), request.device(), request.action(), refusal))
        .replaceWith(CheckAnswer.refused(refusal));
  }
}
