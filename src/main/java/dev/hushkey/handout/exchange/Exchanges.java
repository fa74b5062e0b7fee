package dev.hushkey.handout.exchange;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.caller.Caller;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.handout.decision.Decision;
import dev.hushkey.handout.decision.LastLook;
import dev.hushkey.handout.decision.Verdicts;
import dev.hushkey.handout.decision.Verdicts.Verdict;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.oauth.issued.DelegatedTokenClaims;
import dev.hushkey.oauth.issued.DelegatedTokens;
import dev.hushkey.secret.SecretText;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Decides exchanges as checks are decided, by the same rules. */
@ApplicationScoped
class Exchanges {

  private final Verdicts verdicts;
  private final DelegatedTokens delegatedTokens;
  private final Assistants assistants;
  private final LastLook lastLook;
  private final ExchangeSettings settings;
  private final Clock clock;

  @Inject
  Exchanges(
      Verdicts verdicts,
      DelegatedTokens delegatedTokens,
      Assistants assistants,
      LastLook lastLook,
      ExchangeSettings settings,
      Clock clock) {
    this.verdicts = verdicts;
    this.delegatedTokens = delegatedTokens;
    this.assistants = assistants;
    this.lastLook = lastLook;
    this.settings = settings;
    this.clock = clock;
  }

  private record Asked(ExchangeRequest request, Actor actor, String skill) {

    static Asked of(ExchangeRequest request, SecurityIdentity skill) {
      JsonWebToken token = (JsonWebToken) skill.getPrincipal();
      return new Asked(request, Caller.actorOf(token), token.getClaim("azp"));
    }
  }

  /**
   * The new token.
   *
   * @return fails with {@link Failure.ExchangeRefused}; either answer is recorded before it is sent
   */
  Uni<ExchangeAnswer> exchange(ExchangeRequest request, SecurityIdentity skill) {
    return exchange(Asked.of(request, skill));
  }

  private Uni<ExchangeAnswer> exchange(Asked asked) {
    ExchangeRequest request = asked.request();
    return verdicts
        .decide(request.subjectToken(), request.device(), request.action())
        .chain(verdict -> answer(asked, verdict));
  }

  private Uni<ExchangeAnswer> answer(Asked asked, Verdict verdict) {
    return switch (verdict.decision()) {
      case Decision.Allowed(LinkRef link) -> allow(asked, link, verdict.token().orElseThrow());
      case Decision.Denied(Refusal refusal) -> refuse(asked, verdict.link(), refusal);
    };
  }

  /** What has been overtaken since it was decided is decided again. */
  private Uni<ExchangeAnswer> allow(Asked asked, LinkRef link, AccessTokenId subject) {
    ExchangeRequest request = asked.request();
    DelegatedTokenClaims claims = claims(asked, link);
    AuditEvent event =
        new AuditEvent.TokenExchanged(
            asked.actor(),
            link,
            request.device(),
            request.action(),
            Optional.of(subject),
            claims.id());
    return delegatedTokens
        .issue(claims)
        .chain(
            token ->
                lastLook
                    .record(event, subject)
                    .chain(
                        recorded ->
                            recorded
                                ? Uni.createFrom().item(answer(request, token))
                                : exchange(asked)));
  }

  private ExchangeAnswer answer(ExchangeRequest request, SecretText token) {
    return ExchangeAnswer.of(token, settings.exchangedTokenLifetime(), request.details());
  }

  private DelegatedTokenClaims claims(Asked asked, LinkRef link) {
    return new DelegatedTokenClaims(
        AccessTokenId.random(),
        assistants.require(link.assistant()),
        link.user(),
        settings.cameraBackendAudience().orElseThrow(),
        asked.skill(),
        asked.request().details(),
        DelegatedTokenClaims.Validity.of(clock.instant(), settings.exchangedTokenLifetime()));
  }

  private Uni<ExchangeAnswer> refuse(Asked asked, Optional<LinkRef> link, Refusal refusal) {
    ExchangeRequest request = asked.request();
    AuditEvent event =
        new AuditEvent.TokenExchangeRefused(
            asked.actor(), link, request.device(), request.action(), refusal);
    return lastLook
        .record(event)
        .onItem()
        .transformToUni(
            _ ->
                Uni.createFrom()
                    .failure(new FailureException(new Failure.ExchangeRefused(refusal))));
  }
}
