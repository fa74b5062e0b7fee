package dev.hushkey.handout.refresh;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.decision.UpstreamFacts;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.upstream.UpstreamClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.faulttolerance.api.RateLimitException;
import io.smallrye.faulttolerance.api.RateLimitType;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Bounds what hand-outs of one assistant may refresh or wait for on this replica, before they take
 * a lease, a connection or a place in a queue: those whose token is good need these. Whoever does
 * not get in is told so at once.
 */
@ApplicationScoped
class RefreshGate {

  private static final int WAITING_PER_REFRESH = 4;
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Callers come back spread over this. */
  private static final Duration SPREAD = Duration.ofSeconds(4);

  private final Map<AssistantId, OfAssistant> assistants = new ConcurrentHashMap<>();
  private final UpstreamClient upstream;
  private final MeterRegistry meters;

  @Inject
  RefreshGate(UpstreamClient upstream, MeterRegistry meters) {
    this.upstream = upstream;
    this.meters = meters;
  }

  private record OfAssistant(Semaphore refreshing, Semaphore waiting, TypedGuard<Boolean> rate) {

    static OfAssistant of(Assistant assistant) {
      Assistant.RefreshLimits limits = assistant.upstream().limits();
      return new OfAssistant(
          new Semaphore(limits.atOnce()),
          new Semaphore(limits.atOnce() * WAITING_PER_REFRESH),
          TypedGuard.create(Boolean.class)
              .withDescription("refreshes of " + assistant.id())
              .withRateLimit()
              .limit(limits.perSecond())
              .window(1, ChronoUnit.SECONDS)
              .type(RateLimitType.ROLLING)
              .done()
              .build());
    }

    /** Whether the rate allows one more now; if so, it counts. */
    boolean inRate() {
      try {
        return rate.get(() -> true);
      } catch (RateLimitException tooMany) {
        return false;
      }
    }
  }

  /** Refreshes, unless the assistant does not answer lately, or too many are at it. */
  <T> Uni<T> pass(Assistant assistant, UpstreamFacts facts, Supplier<Uni<T>> refresh) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Optional<Duration> open = upstream.openFor(assistant.id());
              if (open.isPresent()) {
                return turnAway(
                    assistant, new Failure.Unavailable(Dependency.UPSTREAM, later(open.get())));
              }
              OfAssistant bounds = of(assistant);
              if (!bounds.refreshing().tryAcquire()) {
                return turnAway(assistant, tooMany(facts));
              }
              if (!bounds.inRate()) {
                bounds.refreshing().release();
                return turnAway(assistant, tooMany(facts));
              }
              return Uni.createFrom()
                  .deferred(refresh::get)
                  .onTermination()
                  .invoke(() -> bounds.refreshing().release());
            });
  }

  /** Waits, unless too many do. */
  <T> Uni<T> await(Assistant assistant, UpstreamFacts facts, Supplier<Uni<T>> wait) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Semaphore waiting = of(assistant).waiting();
              return waiting.tryAcquire()
                  ? Uni.createFrom()
                      .deferred(wait::get)
                      .onTermination()
                      .invoke(() -> waiting.release())
                  : turnAway(assistant, tooMany(facts));
            });
  }

  private OfAssistant of(Assistant assistant) {
    return assistants.computeIfAbsent(assistant.id(), _ -> OfAssistant.of(assistant));
  }

  private <T> Uni<T> turnAway(Assistant assistant, Failure why) {
    meters
        .counter("hushkey.refreshes.turned.away", "assistant", assistant.id().value())
        .increment();
    return Uni.createFrom().failure(new FailureException(why));
  }

  /**
   * As if the assistant were away while the token at hand lives: then that one is handed out. An
   * expired one need not be decided about once more.
   */
  private static Failure tooMany(UpstreamFacts facts) {
    Duration later = later(SECOND);
    return facts.remaining().isPositive()
        ? new Failure.Unavailable(Dependency.UPSTREAM, later)
        : new Failure.Overloaded(later);
  }

  /** In whole seconds, as the header tells it. */
  private static Duration later(Duration least) {
    long jitter = ThreadLocalRandom.current().nextLong(SPREAD.toSeconds() + 1);
    return Duration.ofSeconds(least.plusNanos(999_999_999).toSeconds() + jitter);
  }
}
