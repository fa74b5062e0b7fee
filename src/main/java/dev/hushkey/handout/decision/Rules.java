package dev.hushkey.handout.decision;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.LinkState;
import java.util.Optional;
import java.util.Set;

/** Decides who may do what. Pure functions of facts, without a database or a clock. */
public final class Rules {

  private Rules() {}

  /**
   * Decides a question. The first rule that fails gives the reason, from the outside in: the
   * device's owner, the link, the device on the link, the action.
   *
   * @throws IllegalStateException when a row is about another user than the question: a bug, and
   *     the one mistake that must never become an answer
   * @throws FailureException when nobody can say whose the device is, after a restore
   */
  public static Decision decide(Question question, Facts facts) {
    if (facts.ownerUnknown()) {
      throw FailureException.unavailable(Dependency.OWNERSHIP, null);
    }
    if (facts.owner().filter(question.user()::equals).isEmpty()) {
      return denied(Refusal.NOT_THE_OWNER);
    }
    if (facts.link().isEmpty()) {
      return denied(Refusal.NOT_LINKED);
    }
    Facts.Link link = facts.link().get();
    requireSameIdentity(question, link.ref());
    return switch (link.state()) {
      case REVOKED -> denied(Refusal.LINK_REVOKED);
      case NEEDS_RELINK -> denied(Refusal.NEEDS_RELINK);
      case ACTIVE -> decideGrant(question, link.ref(), facts.grant());
    };
  }

  private static Decision decideGrant(
      Question question, LinkRef link, Optional<Facts.Grant> grant) {
    if (grant.filter(Facts.Grant::live).isEmpty()) {
      return denied(Refusal.DEVICE_NOT_GRANTED);
    }
    requireSameGrant(question, link, grant.get());
    return grant.get().actions().contains(question.action())
        ? new Decision.Allowed(link)
        : denied(Refusal.ACTION_NOT_GRANTED);
  }

  /**
   * Decides a hand-out: the rules must allow it, and there must be a token to hand out.
   *
   * @param upstream whether this assistant issues us tokens at all
   * @param tokens what is stored for the link
   */
  public static Decision decideHandout(
      Question question, Facts facts, boolean upstream, Optional<UpstreamFacts> tokens) {
    Decision decision = decide(question, facts);
    if (decision instanceof Decision.Denied) {
      return decision;
    }
    if (!upstream) {
      return denied(Refusal.NO_UPSTREAM);
    }
    return tokens.isPresent() ? decision : denied(Refusal.NO_UPSTREAM_TOKEN);
  }

  /**
   * Decides a question that an assistant's bearer token asks. An ended link is reported as such,
   * although its tokens ended with it: only then may the skill tell the assistant to unlink. Not if
   * a newer link took its place: the assistant may be the same, and would unlink the newer one.
   *
   * @param token the token's facts; empty when its row does not exist
   */
  public static Decision decide(Question question, Optional<TokenFacts> token, Facts facts) {
    if (token.isEmpty()) {
      return denied(Refusal.TOKEN_NOT_LIVE);
    }
    requireSameIdentity(question, token.get().link());
    if (facts.link().filter(link -> link.state() == LinkState.REVOKED).isPresent()) {
      return denied(facts.link().get().replaced() ? Refusal.TOKEN_NOT_LIVE : Refusal.LINK_REVOKED);
    }
    return token.get().live()
        ? withinToken(question, token.get(), decide(question, facts))
        : denied(Refusal.TOKEN_NOT_LIVE);
  }

  /** A token that was narrowed when issued never allows more than that. */
  private static Decision withinToken(Question question, TokenFacts token, Decision decision) {
    if (token.narrowedTo().isEmpty() || decision instanceof Decision.Denied) {
      return decision;
    }
    Set<Action> actions = token.narrowedTo().get();
    if (actions.isEmpty()) {
      return denied(Refusal.DEVICE_NOT_GRANTED);
    }
    return actions.contains(question.action()) ? decision : denied(Refusal.ACTION_NOT_GRANTED);
  }

  private static void requireSameIdentity(Question question, LinkRef link) {
    if (!link.user().equals(question.user()) || !link.assistant().equals(question.assistant())) {
      throw new IllegalStateException("link " + link.link() + " belongs to someone else");
    }
  }

  private static void requireSameGrant(Question question, LinkRef link, Facts.Grant grant) {
    if (!grant.ref().equals(link) || !grant.device().equals(question.device())) {
      throw new IllegalStateException(
          "a grant of link " + link.link() + " belongs to another link or device");
    }
  }

  private static Decision denied(Refusal refusal) {
    return new Decision.Denied(refusal);
  }
}
