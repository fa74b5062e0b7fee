package dev.hushkey.handout;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.failure.Failure;
import dev.hushkey.handout.decision.LastLook;
import dev.hushkey.handout.decision.Question;
import dev.hushkey.identity.LinkId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * Hands out tokens: get those of all links, record, answer. No token leaves without an audit record
 * of its own, whose statement decides once more.
 */
@ApplicationScoped
class Handouts {

  private final Assistants assistants;
  private final StandbyHandouts standby;
  private final LinkHandouts links;
  private final LastLook lastLook;

  @Inject
  Handouts(Assistants assistants, StandbyHandouts standby, LinkHandouts links, LastLook lastLook) {
    this.assistants = assistants;
    this.standby = standby;
    this.links = links;
    this.lastLook = lastLook;
  }

  /**
   * The tokens for one user, device and action. Fails with {@link Failure.Refused} when no link
   * allows it, and with {@link Failure.Unavailable} when one does but its token cannot be had now.
   *
   * @param only the only link to hand out
   */
  Uni<HandoutAnswer> handOut(Question question, Optional<LinkId> only, Actor actor) {
    LinkHandouts.Asked asked =
        new LinkHandouts.Asked(question, assistants.require(question.assistant()));
    return standby
        .handOut(asked, only, actor)
        .chain(
            found ->
                found
                    .map(outcomes -> Uni.createFrom().item(outcomes))
                    .orElseGet(() -> settle(asked, only, actor)))
        .map(LinkOutcomes::answer);
  }

  private Uni<List<LinkOutcome>> settle(
      LinkHandouts.Asked asked, Optional<LinkId> only, Actor actor) {
    return links.open(asked, only).chain(outcomes -> record(asked, only, actor, outcomes));
  }

  /**
   * Records each link's outcome, by a statement that looks at the link once more. If one has been
   * overtaken by a cut-off, a sale or a narrowing, all links are decided again: an answer is of one
   * moment, and what overtook one link may have come for the others, too.
   */
  private Uni<List<LinkOutcome>> record(
      LinkHandouts.Asked asked, Optional<LinkId> only, Actor actor, List<LinkOutcome> outcomes) {
    return recordAll(asked.question(), actor, outcomes)
        .chain(recorded -> recorded ? Uni.createFrom().item(outcomes) : settle(asked, only, actor));
  }

  private Uni<Boolean> recordAll(Question question, Actor actor, List<LinkOutcome> outcomes) {
    if (outcomes.size() == 1) {
      return record(question, actor, outcomes.getFirst());
    }
    List<Uni<Boolean>> records =
        outcomes.stream().map(outcome -> record(question, actor, outcome)).toList();
    return Uni.join().all(records).andFailFast().map(recorded -> !recorded.contains(false));
  }

  /** An outage decided nothing, and is not on record. */
  private Uni<Boolean> record(Question question, Actor actor, LinkOutcome outcome) {
    return event(question, actor, outcome)
        .map(lastLook::record)
        .orElseGet(() -> Uni.createFrom().item(true));
  }

  /** What leaves, and what the rules refused. An outage decided nothing. */
  private static Optional<AuditEvent> event(Question question, Actor actor, LinkOutcome outcome) {
    return switch (outcome) {
      case LinkOutcome.Opened opened -> Optional.of(opened.event(actor));
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
