package dev.hushkey.revocation;

import dev.hushkey.errand.Errands;
import dev.hushkey.failure.Failure;
import dev.hushkey.wire.Outages;
import io.quarkus.vertx.ConsumeEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.eventbus.EventBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Cleans up what a cut-off has already ended: marks the rows, erases sealed tokens, then ends
 * sessions. It takes one step of one revocation at a time, each time of the one that has waited
 * longest, so that none holds up another; any replica may continue where another stopped.
 */
@ApplicationScoped
public class Sweep {

  private static final Logger LOG = Logger.getLogger(Sweep.class);
  private static final String WAKE_UP = "hushkey.sweep";
  private static final int ONE_RUNS_ONE_WAITS = 2;

  private final EventBus bus;
  private final SweepLeases leases;
  private final CleanUp cleanUp;
  private final LogOuts logOuts;
  private final CutOffs cutOffs;

  /** Passes of this replica that run or wait: at most one of each, however many are asked for. */
  private final AtomicInteger passes = new AtomicInteger();

  @Inject
  Sweep(EventBus bus, SweepLeases leases, CleanUp cleanUp, LogOuts logOuts, CutOffs cutOffs) {
    this.bus = bus;
    this.leases = leases;
    this.cleanUp = cleanUp;
    this.logOuts = logOuts;
    this.cutOffs = cutOffs;
  }

  /** Wakes the sweep of this replica; a missed wake-up does no damage. */
  void startSoon() {
    bus.send(WAKE_UP, "");
  }

  @ConsumeEvent(WAKE_UP)
  Uni<Void> wakeUp(String ignored) {
    return sweepAll();
  }

  /** What a revocation left to do at assistants may be done. */
  @ConsumeEvent(Errands.WORKED)
  Uni<Void> errandsWorked(String ignored) {
    return sweepAll();
  }

  /**
   * Continues what is unfinished. While a pass runs, the first further call waits its turn, since
   * the running pass may be past what it is about; others are covered by that one.
   */
  Uni<Void> sweepAll() {
    return Uni.createFrom()
        .deferred(
            () -> {
              int before = passes.getAndUpdate(now -> Math.min(ONE_RUNS_ONE_WAITS, now + 1));
              return before > 0 ? Uni.createFrom().voidItem() : runPasses();
            });
  }

  private Uni<Void> runPasses() {
    return Uni.createFrom()
        .deferred(this::pass)
        .map(_ -> passes.decrementAndGet() > 0)
        .repeat()
        .whilst(again -> again)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Takes steps until there is nothing to do now. Never fails. */
  Uni<Void> pass() {
    return Uni.createFrom()
        .deferred(this::step)
        .repeat()
        .whilst(worked -> worked)
        .collect()
        .last()
        .replaceWithVoid()
        .onFailure()
        .invoke(failure -> LOG.warnf("The sweep stopped and goes on later: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Boolean> step() {
    return leases
        .claim()
        .chain(
            claimed ->
                claimed
                    .map(task -> step(task).replaceWith(true))
                    .orElseGet(() -> Uni.createFrom().item(false)));
  }

  /** A failure is this revocation's alone; it is tried again later, and others go on. */
  private Uni<Void> step(SweepTask task) {
    return Uni.createFrom()
        .deferred(() -> task.erased() ? logOuts.step(task) : cleanUp.step(task))
        .call(finished -> finished ? cutOffs.forgetCovered(task) : Uni.createFrom().voidItem())
        .replaceWithVoid()
        .onFailure()
        .recoverWithUni(thrown -> failed(task, thrown));
  }

  private Uni<Void> failed(SweepTask task, Throwable thrown) {
    LOG.warnf("Revocation %s is in force; its clean-up goes on later: %s", task.id(), thrown);
    return leases.failed(task, describe(thrown));
  }

  private static String describe(Throwable thrown) {
    return Outages.classify(thrown)
        .map(
            failure ->
                failure instanceof Failure.Unavailable away
                    ? away.dependency().label() + " is unavailable"
                    : failure.getClass().getSimpleName())
        .orElse("unexpected, see the log");
  }
}
