package dev.hushkey.drill;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.expiry.ExpiredRows;
import dev.hushkey.expiry.SweepSchedule;
import dev.hushkey.identity.DrillId;
import dev.hushkey.revocation.RevocationSettings;
import dev.hushkey.wire.RepeatedWork;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;

/** Removes what drills have made, also those whose replica has stopped in the middle. */
@ApplicationScoped
class DrillRemoval {

  private static final int PEOPLE_PER_STATEMENT = 500;

  private static final String FORGET =
      """
      delete from drill where id in (
        select id from drill
         where ended_at < statement_timestamp() - %d * interval '1 second'
         limit $1 for update skip locked)
      """;

  private final DrillStore store;
  private final AuditTrail audit;
  private final ExpiredRows expired;
  private final RevocationSettings settings;

  @Inject
  DrillRemoval(
      DrillStore store, AuditTrail audit, ExpiredRows expired, RevocationSettings settings) {
    this.store = store;
    this.audit = audit;
    this.expired = expired;
    this.settings = settings;
  }

  void schedule(@Observes StartupEvent started, Scheduler scheduler, SweepSchedule records) {
    RepeatedWork removing = RepeatedWork.onDatabase("Removing drills left behind");
    scheduler
        .newJob("drills: left behind")
        .setInterval(settings.sweepEvery().toString())
        .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
        .setAsyncTask(_ -> removing.round(this::removeLeftBehind))
        .schedule();
    records.add("drills", this::forget);
  }

  private Uni<Void> forget() {
    return expired.delete("drills", FORGET.formatted(settings.keptFor().toSeconds()));
  }

  /** Ends the drills whose replica does not go on. */
  Uni<Void> removeLeftBehind() {
    return store
        .leftBehind()
        .onItem()
        .transformToMulti(all -> Multi.createFrom().iterable(all))
        .onItem()
        .transformToUniAndConcatenate(id -> remove(id, Optional.of("interrupted")))
        .collect()
        .last()
        .replaceWithVoid();
  }

  /**
   * Removes all of it but its record; what is removed already, or by another replica, is no
   * mistake.
   *
   * @param failure why it came to nothing
   */
  Uni<Void> remove(DrillId id, Optional<String> failure) {
    return store
        .beginToRemove(id, failure)
        .chain(begun -> begun ? remove(id) : Uni.createFrom().voidItem());
  }

  private Uni<Void> remove(DrillId id) {
    return store
        .find(id)
        .map(Optional::orElseThrow)
        .chain(
            drill ->
                store
                    .removeTokens(id)
                    .chain(() -> removePeople(drill))
                    .chain(() -> store.end(id))
                    .chain(() -> audit.record(ended(drill))));
  }

  private Uni<Void> removePeople(Drill drill) {
    int parts = (drill.plan().links() + PEOPLE_PER_STATEMENT - 1) / PEOPLE_PER_STATEMENT;
    return Multi.createFrom()
        .range(0, parts)
        .onItem()
        .transformToUniAndConcatenate(
            part ->
                store.remove(
                    drill.id(), part * PEOPLE_PER_STATEMENT + 1, (part + 1) * PEOPLE_PER_STATEMENT))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static AuditEvent ended(Drill drill) {
    return new AuditEvent.DrillEnded(
        drill.id(), drill.plan().assistant(), drill.course().failure().orElse("succeeded"));
  }
}
