package dev.hushkey.handout.decision;

import dev.hushkey.failure.Refusal;
import dev.hushkey.handout.decision.DecisionStatement.CheckFacts;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.oauth.issued.AccessTokens;
import dev.hushkey.oauth.issued.VerifiedAccessToken;
import dev.hushkey.secret.SecretText;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * Decides what an assistant's access token allows, now. First verifies the token, by signature or
 * hash; then asks the database what it allows.
 */
@ApplicationScoped
public class Verdicts {

  private final AccessTokens tokens;
  private final DecisionStatement statement;

  @Inject
  Verdicts(AccessTokens tokens, DecisionStatement statement) {
    this.tokens = tokens;
    this.statement = statement;
  }

  /**
   * A decision, and the link of the token.
   *
   * @param link empty when we know no such token
   * @param token empty when it is not one of ours
   */
  public record Verdict(Decision decision, Optional<LinkRef> link, Optional<AccessTokenId> token) {}

  public Uni<Verdict> decide(SecretText token, DeviceId device, Action action) {
    return tokens
        .verify(token)
        .chain(
            verified ->
                verified
                    .map(genuine -> decide(genuine, device, action))
                    .orElseGet(Verdicts::notLive));
  }

  private Uni<Verdict> decide(VerifiedAccessToken token, DeviceId device, Action action) {
    Question question = new Question(token.user(), device, token.assistant(), action);
    return statement.forCheck(token, device).map(found -> verdict(question, token, found));
  }

  private static Verdict verdict(Question question, VerifiedAccessToken token, CheckFacts found) {
    return new Verdict(
        Rules.decide(question, found.token(), found.facts()),
        found.token().map(TokenFacts::link),
        Optional.of(token.id()));
  }

  private static Uni<Verdict> notLive() {
    return Uni.createFrom()
        .item(
            new Verdict(
                new Decision.Denied(Refusal.TOKEN_NOT_LIVE), Optional.empty(), Optional.empty()));
  }
}
