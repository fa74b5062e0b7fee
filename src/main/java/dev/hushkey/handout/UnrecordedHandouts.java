package dev.hushkey.handout;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.handout.decision.Question;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Hand-outs to nobody, for a drill: decided and opened as all are, but the token goes nowhere. */
@ApplicationScoped
public class UnrecordedHandouts {

  private final Assistants assistants;
  private final LinkHandouts links;

  @Inject
  UnrecordedHandouts(Assistants assistants, LinkHandouts links) {
    this.assistants = assistants;
    this.links = links;
  }

  /** Whether a token would have been handed out. */
  public Uni<Boolean> isGiven(Question question) {
    return links
        .open(
            new LinkHandouts.Asked(question, assistants.require(question.assistant())),
            Optional.empty())
        .map(outcomes -> outcomes.stream().anyMatch(LinkOutcome.Opened.class::isInstance));
  }
}
