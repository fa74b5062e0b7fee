package dev.hushkey.errand;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.expiry.SweepSchedule;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.sql.OwnContext;
import dev.hushkey.upstream.EndOfLink.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Sees to errands in the background of each replica: each assistant by a job of its own, so that
 * one that hangs delays no other, at its rate, a few at once, and none for ever.
 */
@ApplicationScoped
public class ErrandRunner {

  private static final Logger LOG = Logger.getLogger(ErrandRunner.class);
  private static final String EVERY = "PT1S";
  private static final int AT_ONCE = 16;
  private static final int CHUNK = 1000;

  /** Doubled with each try. */
  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);

  private static final int MAX_DOUBLINGS = 7;

  private final Assistants assistants;
  private final ErrandQueue queue;
  private final Scheduler scheduler;
  private final SweepSchedule sweeps;
  private final Vertx vertx;
  private final MeterRegistry meters;
  private final GivenUp givenUp;
  private final Map<ErrandQueue.Place, Job> jobs = new ConcurrentHashMap<>();

  /** How many the next turn takes. */
  private final Map<ErrandQueue.Place, Integer> next = new ConcurrentHashMap<>();

  @Inject
  ErrandRunner(
      Assistants assistants,
      ErrandQueue queue,
      Scheduler scheduler,
      SweepSchedule sweeps,
      Vertx vertx,
      MeterRegistry meters,
      GivenUp givenUp) {
    this.assistants = assistants;
    this.queue = queue;
    this.scheduler = scheduler;
    this.sweeps = sweeps;
    this.vertx = vertx;
    this.meters = meters;
    this.givenUp = givenUp;
  }

  /**
   * How errands of one kind are done at one assistant.
   *
   * @param sparing whether those of users who have linked again are spared
   * @param pause how much longer the assistant is left alone
   * @param work does it; a failure is an outage of ours, and no try
   */
  record Job(
      ErrandQueue.Place place,
      Assistant.ErrandLimits limits,
      boolean sparing,
      Supplier<Uni<Optional<Duration>>> pause,
      Function<Errand, Uni<Outcome>> work) {}

  /**
   * Tells an assistant of links that have ended, from now on.
   *
   * @param pause how much longer the assistant is left alone
   * @param work tells it of one; a failure is an outage of ours, and no try
   */
  public void tell(
      AssistantId assistant,
      Assistant.ErrandLimits limits,
      Supplier<Uni<Optional<Duration>>> pause,
      Function<Errand, Uni<Outcome>> work) {
    add(new Job(new ErrandQueue.Place(assistant, ErrandKind.TELL), limits, false, pause, work));
  }

  /** Sees to these from now on. */
  void add(Job job) {
    jobs.put(job.place(), job);
    scheduler
        .newJob("errands: " + job.place())
        .setInterval(EVERY)
        .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
        .setAsyncTask(_ -> pass(job))
        .schedule();
  }

  /** Gives up what has waited for too long, from now on. */
  void start() {
    sweeps.add("errands", this::giveUpOverdue);
  }

  /** Takes turns while there is something to do. Never fails. */
  Uni<Void> pass(Job job) {
    return open(job)
        .chain(
            () ->
                Uni.createFrom()
                    .deferred(() -> turn(job))
                    .repeat()
                    .whilst(Turn::more)
                    .collect()
                    .with(Collectors.summingInt(Turn::taken)))
        .invoke(this::tellIfWorked)
        .replaceWithVoid()
        .onFailure()
        .invoke(thrown -> LOG.warnf("Errands (%s) go on later: %s", job.place(), thrown))
        .onFailure()
        .recoverWithNull()
        .invoke(() -> givenUp.tell(job.place()));
  }

  /** The next turn is the first one again: tests share this runner. */
  void beginAnew() {
    next.clear();
  }

  private Uni<Void> open(Job job) {
    return next.containsKey(job.place())
        ? Uni.createFrom().voidItem()
        : queue.open(job.place()).invoke(() -> next.put(job.place(), 1));
  }

  /** What a turn took, and whether to take another one now. */
  private record Turn(int taken, boolean more) {

    static final Turn NONE = new Turn(0, false);
  }

  private Uni<Turn> turn(Job job) {
    return job.pause()
        .get()
        .chain(
            left ->
                left.isPresent()
                    ? Uni.createFrom().item(Turn.NONE)
                    : queue.take(job.place(), terms(job)).chain(taken -> turn(job, taken)));
  }

  private ErrandQueue.Terms terms(Job job) {
    return new ErrandQueue.Terms(
        job.limits().perSecond(),
        next.getOrDefault(job.place(), 1),
        job.limits().tries(),
        job.sparing());
  }

  private Uni<Turn> turn(Job job, List<ErrandQueue.Taken> taken) {
    List<Errand> now = with(taken, ErrandQueue.Fate.TRY);
    return end(job, with(taken, ErrandQueue.Fate.SPARE), ErrandQueue.End.SPARED, "linked again")
        .chain(
            () ->
                end(
                    job,
                    with(taken, ErrandQueue.Fate.GIVE_UP),
                    ErrandQueue.End.GIVEN_UP,
                    "tried too often"))
        .chain(() -> tryAll(job, now))
        .invoke(failed -> adjust(job, now.size(), failed))
        .map(failed -> new Turn(taken.size(), !taken.isEmpty() && failed == 0));
  }

  private static List<Errand> with(List<ErrandQueue.Taken> taken, ErrandQueue.Fate fate) {
    return taken.stream()
        .filter(each -> each.fate() == fate)
        .map(ErrandQueue.Taken::errand)
        .toList();
  }

  /** Begins with one, and again after a turn in which most failed: a few see what is wrong. */
  private void adjust(Job job, int all, long failed) {
    if (all > 0) {
      next.compute(
          job.place(), (_, size) -> 2 * failed > all ? 1 : Math.min(ErrandQueue.MOST, 2 * size));
    }
  }

  private void tellIfWorked(int taken) {
    if (taken > 0) {
      vertx.eventBus().send(Errands.WORKED, "");
    }
  }

  /**
   * Each on a context of its own: on the same one they would share a session of Hibernate Reactive,
   * and a transaction.
   *
   * @return how many are still to be done
   */
  private Uni<Long> tryAll(Job job, List<Errand> errands) {
    return Multi.createFrom()
        .iterable(errands)
        .onItem()
        .transformToUni(errand -> OwnContext.run(vertx, () -> tryOne(job, errand)))
        .merge(AT_ONCE)
        .filter(ended -> !ended)
        .collect()
        .with(Collectors.counting());
  }

  /** Never fails. */
  private Uni<Boolean> tryOne(Job job, Errand errand) {
    return Uni.createFrom()
        .deferred(() -> job.work().apply(errand))
        .chain(outcome -> settle(job, errand, outcome))
        .onFailure()
        .recoverWithUni(thrown -> ourOutage(job, errand, thrown));
  }

  private Uni<Boolean> settle(Job job, Errand errand, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done _ -> end(job, List.of(errand), ErrandQueue.End.DONE, "");
      case Outcome.Refused(String why) -> end(job, List.of(errand), ErrandQueue.End.GIVEN_UP, why);
      case Outcome.NotNow(String why) when errand.tries() >= job.limits().tries() ->
          end(job, List.of(errand), ErrandQueue.End.GIVEN_UP, why);
      case Outcome.NotNow _ -> later(errand, true);
      case Outcome.NotAsked _ -> later(errand, false);
    };
  }

  private Uni<Boolean> ourOutage(Job job, Errand errand, Throwable thrown) {
    LOG.warnf("An errand (%s) for link %s waits: %s", job.place(), errand.link().link(), thrown);
    return later(errand, false).onFailure().recoverWithItem(false); // its lease ends
  }

  private Uni<Boolean> later(Errand errand, boolean counts) {
    int doublings = Math.min(MAX_DOUBLINGS, errand.tries() - 1);
    return queue.later(errand, FIRST_WAIT.multipliedBy(1L << doublings), counts).replaceWith(false);
  }

  private Uni<Boolean> end(Job job, List<Errand> errands, ErrandQueue.End end, String why) {
    return end(job.place(), errands.stream().map(Errand::id).toList(), end, why).replaceWith(true);
  }

  private Uni<Integer> end(
      ErrandQueue.Place place, List<UUID> errands, ErrandQueue.End end, String why) {
    return queue
        .end(errands, end, why)
        .invoke(
            number -> {
              count(place, end, number);
              if (end == ErrandQueue.End.GIVEN_UP) {
                givenUp.note(place, number, why);
              }
            });
  }

  private void count(ErrandQueue.Place place, ErrandQueue.End end, int number) {
    meters
        .counter(
            "hushkey.errands",
            "assistant",
            place.assistant().value(),
            "kind",
            word(place.kind()),
            "outcome",
            word(end))
        .increment(number);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the assistant is there or not. */
  Uni<Void> giveUpOverdue() {
    return Multi.createFrom()
        .iterable(List.copyOf(jobs.values()))
        .onItem()
        .transformToUniAndConcatenate(
            job ->
                giveUp(
                    () -> queue.overdue(job.place(), job.limits().within(), CHUNK),
                    job.place(),
                    "not done in time"))
        .collect()
        .last()
        .chain(this::giveUpThoseOfNobody)
        .onTermination()
        .invoke(givenUp::tellAll);
  }

  private Uni<Void> giveUpThoseOfNobody() {
    return giveUpAll(
        () -> queue.ofNobody(configured(), CHUNK),
        waiting ->
            Multi.createFrom()
                .iterable(waiting.entrySet())
                .onItem()
                .transformToUniAndConcatenate(
                    one ->
                        end(
                            one.getKey(),
                            one.getValue(),
                            ErrandQueue.End.GIVEN_UP,
                            "no longer configured"))
                .collect()
                .with(Collectors.summingInt(Integer::intValue)),
        waiting -> waiting.values().stream().mapToInt(List::size).sum());
  }

  /** All that some job sees to, also one that is still to be added at the start. */
  private List<ErrandQueue.Place> configured() {
    List<ErrandQueue.Place> places = new ArrayList<>();
    for (Assistant assistant : assistants.all()) {
      if (assistant.links().revocation().isPresent()) {
        places.add(new ErrandQueue.Place(assistant.id(), ErrandKind.REVOKE));
      }
      if (assistant.links().securityEvents().isPresent()) {
        places.add(new ErrandQueue.Place(assistant.id(), ErrandKind.TELL));
      }
    }
    return places;
  }

  private Uni<Void> giveUp(Supplier<Uni<List<UUID>>> some, ErrandQueue.Place place, String why) {
    return giveUpAll(some, ids -> end(place, ids, ErrandQueue.End.GIVEN_UP, why), List::size);
  }

  private static <T> Uni<Void> giveUpAll(
      Supplier<Uni<T>> some, Function<T, Uni<Integer>> end, ToIntFunction<T> size) {
    return Uni.createFrom()
        .deferred(
            () ->
                some.get()
                    .chain(found -> end.apply(found).map(_ -> size.applyAsInt(found) == CHUNK)))
        .repeat()
        .whilst(more -> more)
        .collect()
        .last()
        .replaceWithVoid();
  }
}
