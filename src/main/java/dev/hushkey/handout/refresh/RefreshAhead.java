package dev.hushkey.handout.refresh;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.handout.decision.DecisionStatement;
import dev.hushkey.handout.decision.DecisionStatement.LinkFacts;
import dev.hushkey.handout.decision.UpstreamFacts;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.link.LinkState;
import dev.hushkey.sql.OwnContext;
import dev.hushkey.upstream.UpstreamClient;
import dev.hushkey.upstreamtoken.DueTokens;
import dev.hushkey.upstreamtoken.DueTokens.Due;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Refreshes tokens before a hand-out has to, in the background of each replica: what is due, at a
 * rate that all replicas share, a few at once. See docs/adr/0052-refresh-in-a-storm.md.
 */
@ApplicationScoped
class RefreshAhead {

  private static final Logger LOG = Logger.getLogger(RefreshAhead.class);
  private static final String EVERY = "PT1S";

  private static final int LEAST_AT_ONCE = 4;

  /** Longer than any refresh takes, also one that has to try again to store. */
  private static final Duration RETRY = Duration.ofMinutes(2);

  private final Assistants assistants;
  private final DueTokens due;
  private final DecisionStatement statement;
  private final UpstreamTokenRefresh refresh;
  private final UpstreamClient upstream;
  private final Vertx vertx;
  private final MeterRegistry meters;

  /** How many the next turn takes of each assistant. */
  private final Map<AssistantId, Integer> next = new ConcurrentHashMap<>();

  @Inject
  RefreshAhead(
      Assistants assistants,
      DueTokens due,
      DecisionStatement statement,
      UpstreamTokenRefresh refresh,
      UpstreamClient upstream,
      Vertx vertx,
      MeterRegistry meters) {
    this.assistants = assistants;
    this.due = due;
    this.statement = statement;
    this.refresh = refresh;
    this.upstream = upstream;
    this.vertx = vertx;
    this.meters = meters;
  }

  /** Each assistant by a job of its own: one that hangs delays no other. */
  void schedule(@Observes StartupEvent started, Scheduler scheduler) {
    assistants.all().stream()
        .filter(RefreshAhead::isOn)
        .forEach(
            assistant ->
                scheduler
                    .newJob("refresh ahead: " + assistant.id())
                    .setInterval(EVERY)
                    .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
                    .setAsyncTask(_ -> pass(assistant))
                    .schedule());
  }

  static boolean isOn(Assistant assistant) {
    return assistant.upstreamIfAny().filter(known -> known.ahead().perSecond() > 0).isPresent();
  }

  /** Takes turns while there is something to do. Never fails. */
  Uni<Void> pass(Assistant assistant) {
    return open(assistant)
        .chain(
            () ->
                Uni.createFrom()
                    .deferred(() -> turn(assistant))
                    .repeat()
                    .whilst(more -> more)
                    .collect()
                    .last())
        .replaceWithVoid()
        .onFailure()
        .invoke(
            thrown ->
                LOG.warnf("The refresh ahead of %s goes on later: %s", assistant.id(), thrown))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> open(Assistant assistant) {
    return next.containsKey(assistant.id())
        ? Uni.createFrom().voidItem()
        : due.open(assistant.id()).invoke(() -> next.put(assistant.id(), 1));
  }

  /**
   * One turn.
   *
   * @return whether to take another one now
   */
  private Uni<Boolean> turn(Assistant assistant) {
    if (upstream.openFor(assistant.id()).isPresent()) {
      return Uni.createFrom().item(false);
    }
    return due.claim(assistant.id(), terms(assistant))
        .chain(
            claimed ->
                refresh(assistant, claimed.now())
                    .invoke(failed -> adjust(assistant, claimed.now().size(), failed))
                    .map(failed -> claimed.looked() > 0 && failed == 0));
  }

  private DueTokens.Terms terms(Assistant assistant) {
    Assistant.Ahead ahead = assistant.upstream().ahead();
    return new DueTokens.Terms(
        ahead.perSecond(),
        next.getOrDefault(assistant.id(), 1),
        ahead.usedWithin(),
        ahead.idleEvery(),
        RETRY);
  }

  /**
   * Begins with one, and again after a turn in which most failed: whatever is wrong, a few see it.
   */
  private void adjust(Assistant assistant, int all, long failed) {
    if (all > 0) {
      next.compute(
          assistant.id(), (_, size) -> 2 * failed > all ? 1 : Math.min(DueTokens.MOST, 2 * size));
    }
  }

  /**
   * Refreshes them, a few at once, each on a context of its own: on the same one they would share a
   * session of Hibernate Reactive, and a transaction.
   *
   * @return how many failed
   */
  private Uni<Long> refresh(Assistant assistant, List<Due> links) {
    return Multi.createFrom()
        .iterable(links)
        .onItem()
        .transformToUni(link -> OwnContext.run(vertx, () -> refresh(assistant, link)))
        .merge(atOnce(assistant))
        .filter(worked -> !worked)
        .collect()
        .with(Collectors.counting());
  }

  private static int atOnce(Assistant assistant) {
    int half = assistant.upstream().ahead().perSecond() / 2;
    return Math.clamp(half, LEAST_AT_ONCE, DueTokens.MOST);
  }

  /** Never fails; tells whether it did not. */
  private Uni<Boolean> refresh(Assistant assistant, Due link) {
    return statement
        .forLink(link.link())
        .chain(
            facts ->
                facts
                    .filter(found -> isStill(found, link))
                    .map(found -> refresh(assistant, found))
                    .orElseGet(() -> Uni.createFrom().item("overtaken")))
        .invoke(outcome -> count(assistant, outcome))
        .replaceWith(true)
        .onFailure()
        .invoke(thrown -> failed(assistant, link, thrown))
        .onFailure()
        .recoverWithItem(false);
  }

  /**
   * Some time has passed since it was found due: its link may have ended, or a hand-out was faster.
   */
  private static boolean isStill(LinkFacts facts, Due link) {
    return facts.state() == LinkState.ACTIVE
        && facts
            .upstream()
            .filter(found -> found.version() == link.version() && !found.leased())
            .isPresent();
  }

  private Uni<String> refresh(Assistant assistant, LinkFacts facts) {
    UpstreamFacts tokens = facts.upstream().orElseThrow();
    return refresh.ahead(assistant, facts.link(), tokens).map(done -> done ? "done" : "overtaken");
  }

  private void failed(Assistant assistant, Due link, Throwable thrown) {
    LOG.debugf("Link %s is refreshed ahead later: %s", link.link(), thrown);
    count(assistant, "failed");
  }

  private void count(Assistant assistant, String outcome) {
    meters
        .counter("hushkey.refreshes.ahead", "assistant", assistant.id().value(), "outcome", outcome)
        .increment();
  }
}
