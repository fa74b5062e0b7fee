package dev.hushkey.drill;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DrillId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Rehearses incidents beside the real links, which it cannot touch: what it makes belongs to
 * assistants and people that nobody is (docs/adr/0075-a-drill-has-people-of-its-own.md).
 */
@ApplicationScoped
public class Drills {

  private final Assistants assistants;
  private final DrillStore store;
  private final Rehearsal rehearsal;
  private final AuditTrail audit;

  @Inject
  Drills(Assistants assistants, DrillStore store, Rehearsal rehearsal, AuditTrail audit) {
    this.assistants = assistants;
    this.store = store;
    this.rehearsal = rehearsal;
    this.audit = audit;
  }

  /**
   * Begins one; it goes on in the background, and removes all that it makes.
   *
   * @param links how many to make and revoke
   * @return fails with {@link Failure.NotFound} without such an assistant, and with {@link
   *     Failure.NotInThisState} while another drill is under way
   */
  public Uni<Drill> begin(AssistantId assistant, int links, Actor actor) {
    if (assistant.isInDrill()) {
      throw new FailureException(new Failure.NotFound("assistant"));
    }
    Drill.Plan plan = new Drill.Plan(inDrill(assistants.require(assistant).id()), links);
    DrillId id = DrillId.random();
    return store
        .begin(id, plan, actor)
        .chain(begun -> begun ? Uni.createFrom().voidItem() : refuse())
        .chain(() -> audit.record(new AuditEvent.DrillBegun(actor, id, plan.assistant(), links)))
        .invoke(
            () ->
                Thread.ofVirtual().name("drill-" + id).start(() -> rehearsal.run(id, plan, actor)))
        .chain(() -> require(id));
  }

  private static AssistantId inDrill(AssistantId assistant) {
    try {
      return assistant.inDrill();
    } catch (IllegalArgumentException tooLong) {
      throw FailureException.malformed(
          "assistant", "has an id too long for drills: at most 26 characters");
    }
  }

  private Uni<Void> refuse() {
    return store
        .underWay()
        .map(
            other ->
                "another drill is under way"
                    + other.map(id -> ": " + id).orElse("")
                    + "; there is one at a time")
        .chain(
            why -> Uni.createFrom().failure(new FailureException(new Failure.NotInThisState(why))));
  }

  /**
   * A drill, and what it has measured so far.
   *
   * @return fails with {@link Failure.NotFound}
   */
  public Uni<Drill> require(DrillId id) {
    return store
        .find(id)
        .map(found -> found.orElseThrow(() -> new FailureException(new Failure.NotFound("drill"))));
  }
}
