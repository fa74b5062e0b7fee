package dev.hushkey.handout.decision;

import dev.hushkey.gather.Gatherer;
import dev.hushkey.gather.Gatherers;
import dev.hushkey.handout.decision.DecisionStatement.HandoutFacts;
import dev.hushkey.handout.decision.DecisionStatement.HandoutQuestion;
import dev.hushkey.identity.LinkId;
import dev.hushkey.standby.Standby;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * The first look at a standby: what was true a moment ago, or minutes ago. It is no decision. Only
 * a yes of it is of use, and only if the last look, at the primary, agrees
 * (docs/adr/0087-a-first-look-may-be-at-a-standby.md).
 */
@Singleton
public class StandbyLook {

  private final Standby standby;
  private final Optional<Gatherer<HandoutQuestion, List<HandoutFacts>>> handouts;

  @Inject
  StandbyLook(Standby standby, Gatherers gatherers) {
    this.standby = standby;
    this.handouts =
        standby.isConfigured()
            ? Optional.of(
                gatherers.statements("decide-handout-standby", this::ask, standby.patience()))
            : Optional.empty();
  }

  private Uni<List<List<HandoutFacts>>> ask(List<HandoutQuestion> questions) {
    return standby.ask(server -> DecisionStatement.askHandouts(server, questions));
  }

  /** As {@link DecisionStatement#forHandout}, as the standby knows it; empty if it says nothing. */
  public Uni<Optional<List<HandoutFacts>>> forHandout(Question question, Optional<LinkId> link) {
    return handouts
        .orElseThrow()
        .ask(new HandoutQuestion(question, link))
        .map(Optional::of)
        // The standby has noted why.
        .onFailure()
        .recoverWithItem(Optional.empty());
  }
}
