package dev.hushkey.handout.check;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.failure.Refusal;
import dev.hushkey.handout.decision.Decision;
import dev.hushkey.handout.decision.LastLook;
import dev.hushkey.handout.decision.Verdicts;
import dev.hushkey.handout.decision.Verdicts.Verdict;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.LinkRef;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Checks what an assistant's bearer token allows, now, and records either answer. */
@ApplicationScoped
class Checks {

  private final Verdicts verdicts;
  private final LastLook lastLook;

  @Inject
  Checks(Verdicts verdicts, LastLook lastLook) {
    this.verdicts = verdicts;
    this.lastLook = lastLook;
  }

  Uni<CheckAnswer> check(CheckRequest request, Actor actor) {
    return verdicts
        .decide(request.token(), request.device(), request.action())
        .chain(verdict -> answer(request, actor, verdict));
  }

  private Uni<CheckAnswer> answer(CheckRequest request, Actor actor, Verdict verdict) {
    return switch (verdict.decision()) {
      case Decision.Allowed(LinkRef link) ->
          allow(request, actor, link, verdict.token().orElseThrow());
      case Decision.Denied(Refusal refusal) -> refuse(request, actor, verdict, refusal);
    };
  }

  /** What has been overtaken since it was decided is decided again. */
  private Uni<CheckAnswer> allow(
      CheckRequest request, Actor actor, LinkRef link, AccessTokenId token) {
    AuditEvent event =
        new AuditEvent.CheckAllowed(
            actor, link, request.device(), request.action(), Optional.of(token));
    CheckAnswer allowed =
        new CheckAnswer.Allowed(
            link.user(), request.device(), request.action(), link.link(), request.nonce());
    return lastLook
        .record(event, token)
        .chain(recorded -> recorded ? Uni.createFrom().item(allowed) : check(request, actor));
  }

  private Uni<CheckAnswer> refuse(
      CheckRequest request, Actor actor, Verdict verdict, Refusal refusal) {
    return lastLook
        .record(
            new AuditEvent.CheckRefused(
                actor,
                verdict.link(),
                request.device(),
                request.action(),
                refusal,
                verdict.token()))
        .replaceWith(new CheckAnswer.Refused(refusal, request.nonce()));
  }
}
