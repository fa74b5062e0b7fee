package dev.hushkey.drill;

import dev.hushkey.audit.Actor;
import dev.hushkey.failure.Failure;
import dev.hushkey.identity.DrillId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.RevocationRecords;
import dev.hushkey.revocation.Revocations;
import dev.hushkey.revocation.relink.RelinkFigures;
import dev.hushkey.revocation.relink.Relinks;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.seal.Sealer;
import dev.hushkey.wire.Outages;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Does in an incident's order what is done in one, by the same code, and takes the time. It waits
 * for each step on a thread of its own.
 */
@ApplicationScoped
class Rehearsal {

  private static final Logger LOG = Logger.getLogger(Rehearsal.class);

  private static final Revocation.Cause CAUSE = Revocation.Cause.of("drill: no link of anybody");

  /** Few enough that Vault has time for others. */
  private static final int SEALED_AT_ONCE = 64;

  private static final int LINKS_PER_STATEMENT = 500;
  private static final int PROBED = 16;

  private static final Duration SWEEP_LIMIT = Duration.ofMinutes(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final DrillStore store;
  private final Sealer sealer;
  private final Doors doors;
  private final Revocations revocations;
  private final RevocationRecords records;
  private final Relinks relinks;
  private final DrillRemoval removal;

  @Inject
  Rehearsal(
      DrillStore store,
      Sealer sealer,
      Doors doors,
      Revocations revocations,
      RevocationRecords records,
      Relinks relinks,
      DrillRemoval removal) {
    this.store = store;
    this.sealer = sealer;
    this.doors = doors;
    this.revocations = revocations;
    this.records = records;
    this.relinks = relinks;
    this.removal = removal;
  }

  /** Runs it and removes it. Never fails: the record says how it went. */
  void run(DrillId id, Drill.Plan plan, Actor actor) {
    Optional<String> failure = Optional.empty();
    try {
      new Run(id, plan, actor).all();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException thrown) {
      failure = Optional.of(describe(thrown));
      LOG.warnf(thrown, "Drill %s came to nothing: %s", id, failure.get());
    }
    remove(id, failure);
  }

  private void remove(DrillId id, Optional<String> failure) {
    try {
      await(() -> removal.remove(id, failure));
    } catch (RuntimeException later) {
      LOG.warnf("What is left of drill %s is removed later: %s", id, later);
    }
  }

  private static String describe(RuntimeException thrown) {
    return thrown instanceof DrillFailed failed
        ? failed.getMessage()
        : Outages.classify(thrown)
            .map(
                failure ->
                    failure instanceof Failure.Unavailable away
                        ? away.dependency().label() + " is unavailable"
                        : failure.getClass().getSimpleName())
            .orElse("unexpected, see the log");
  }

  private static <T> T await(Supplier<Uni<T>> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(work);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  /** One run. */
  private final class Run {

    private final DrillId id;
    private final Drill.Plan plan;
    private final Actor actor;
    private final Selection selection;
    private Drill.Figures figures = Drill.Figures.NONE;

    Run(DrillId id, Drill.Plan plan, Actor actor) {
      this.id = id;
      this.plan = plan;
      this.actor = actor;
      this.selection =
          new Selection.Rule(new RevocationScope.OfAssistant(plan.assistant()), Optional.empty());
    }

    void all() throws InterruptedException {
      List<SyntheticLink> probed = link(Drill.Phase.PREPARING);
      count();
      Revocation revocation = revoke(probed);
      relink(revocation);
    }

    /** Whoever was taken for stopped must not go on. */
    private void proceed(Drill.Phase phase, Optional<RevocationId> revocation) {
      if (!await(() -> store.proceed(id, phase, revocation))) {
        throw new DrillFailed("another replica took it for abandoned");
      }
    }

    private void measured(Drill.Figures more) {
      figures = more;
      await(() -> store.note(id, figures));
    }

    /** Links everybody; the first of them. */
    private List<SyntheticLink> link(Drill.Phase phase) {
      List<SyntheticLink> some = new ArrayList<>();
      for (int first = 1; first <= plan.links(); first += LINKS_PER_STATEMENT) {
        proceed(phase, Optional.empty());
        List<SyntheticLink> made = link(first);
        some.addAll(made.subList(0, Math.min(made.size(), PROBED - Math.min(PROBED, some.size()))));
      }
      return some;
    }

    private List<SyntheticLink> link(int first) {
      int last = Math.min(plan.links(), first + LINKS_PER_STATEMENT - 1);
      List<Uni<SyntheticLink>> each =
          IntStream.rangeClosed(first, last)
              .mapToObj(number -> SyntheticLink.of(id, plan.assistant(), number, sealer))
              .toList();
      return await(
          () ->
              Uni.join()
                  .all(each)
                  .usingConcurrencyOf(SEALED_AT_ONCE)
                  .andFailFast()
                  .call(links -> store.make(id, first, links)));
    }

    private void count() {
      proceed(Drill.Phase.COUNTING, Optional.empty());
      long start = System.nanoTime();
      long links = await(() -> revocations.count(selection, actor)).links();
      measured(figures.withDryRun(since(start)));
      require(links, "counted by the dry run");
    }

    private Revocation revoke(List<SyntheticLink> probed) throws InterruptedException {
      proceed(Drill.Phase.REVOKING, Optional.empty());
      try (Probes probes = Probes.start(doors, probed)) {
        probes.awaitOpen();
        long start = System.nanoTime();
        Revocation revocation = await(() -> revocations.revoke(selection, CAUSE, actor, false));
        long answered = System.nanoTime();
        measured(figures.withInForce(Duration.ofNanos(answered - start)));
        proceed(Drill.Phase.SWEEPING, Optional.of(revocation.id()));
        probes.awaitClosed(answered);
        sweep(revocation, start);
        measured(figures.withDoors(probes.lastGiven(start), probes.answers(answered)));
        requireNoneLate();
        return revocation;
      }
    }

    private void requireNoneLate() {
      long late = figures.answers().orElseThrow().late();
      if (late > 0) {
        throw new DrillFailed("doors gave something %d times after the answer".formatted(late));
      }
    }

    private void sweep(Revocation revocation, long start) throws InterruptedException {
      while (true) {
        Revocation now = await(() -> records.require(revocation.id()));
        if (now.progress().finishedAt().isPresent()) {
          measured(figures.withSwept(since(start)));
          require(now.progress().cleanedUp().swept(), "swept");
          return;
        }
        if (since(start).compareTo(SWEEP_LIMIT) > 0) {
          throw new DrillFailed("the sweep is not done after " + SWEEP_LIMIT.toMinutes() + " min");
        }
        Thread.sleep(LOOK_AGAIN);
        proceed(Drill.Phase.SWEEPING, Optional.empty());
      }
    }

    /** Everybody links once more, which works at once, and is counted. */
    private void relink(Revocation revocation) throws InterruptedException {
      long start = System.nanoTime();
      List<SyntheticLink> probed = link(Drill.Phase.RELINKING);
      try (Probes probes = Probes.start(doors, probed)) {
        probes.awaitOpen();
      }
      long back =
          await(() -> relinks.of(revocation.id(), revocation.instants().madeAt()))
              .assistants()
              .stream()
              .mapToLong(RelinkFigures.OfAssistant::linksBack)
              .sum();
      measured(figures.withRelinked(since(start)));
      require(back, "counted as linked again");
    }

    private void require(long links, String what) {
      if (links != plan.links()) {
        throw new DrillFailed("%,d of %,d links were %s".formatted(links, plan.links(), what));
      }
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
