package dev.hushkey.handout;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.handout.decision.Question;
import dev.hushkey.identity.LinkId;
import dev.hushkey.secret.TokenHash;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * Hands out tokens: get those of all links, record, answer. No token leaves without an audit record
 * of its own.
 */
@ApplicationScoped
class Handouts {

  private final Assistants assistants;
  private final LinkHandouts links;
  private final AuditTrail audit;

  @Inject
  Handouts(Assistants assistants, LinkHandouts links, AuditTrail audit) {
    this.assistants = assistants;
    this.links = links;
    this.audit = audit;
  }

  /**
   * The tokens for one user, device and action. Fails with {@link Failure.Refused} when no link
   * allows it, and with {@link Failure.Unavailable} when one does but its token cannot be had now.
   *
   * @param only the only link to hand out
   */
  Uni<HandoutAnswer> handOut(Question question, Optional<LinkId> only, Actor actor) {
    return links
        .open(new LinkHandouts.Asked(question, assistants.require(question.assistant())), only)
        .call(outcomes -> record(question, actor, outcomes))
        .map(LinkOutcomes::answer);
  }

  private Uni<Void> record(Question question, Actor actor, List<LinkOutcome> outcomes) {
    return audit.recordAll(
        outcomes.stream().flatMap(outcome -> event(question, actor, outcome).stream()).toList());
  }

  /** What leaves, and what the rules refused. An outage decided nothing. */
  private static Optional<AuditEvent> event(Question question, Actor actor, LinkOutcome outcome) {
    return switch (outcome) {
      case LinkOutcome.Opened opened ->
          Optional.of(
              new AuditEvent.HandedOut(
                  actor,
                  opened.permitted().link(),
                  question.device(),
                  question.action(),
                  TokenHash.of(opened.token().secret()).fingerprint()));
      case LinkOutcome.Refused refused ->
          Optional.of(
              new AuditEvent.HandoutRefused(
                  actor,
                  refused.link(),
                  question.user(),
                  question.assistant(),
                  question.device(),
                  question.action(),
                  refused.refusal()));
      case LinkOutcome.Failed _ -> Optional.empty();
    };
  }
}
