package dev.hushkey.timeout;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.timeline.Timeline;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns requests away that could not be answered in time, before anything is done for them: no more
 * are under way at once than we can answer within the time that callers wait. The less urgent an
 * address is, the sooner it is full, so that a rush of hand-outs never keeps a revocation out.
 * There is no queue here: a caller that is turned away comes back at a moment of its own.
 */
@ApplicationScoped
class Admission {

  /** After the correlation id, before everything that costs. */
  private static final int EARLY = 990;

  private static final Failure.Unavailable RESTORED =
      new Failure.Unavailable(Dependency.POSTGRESQL, Duration.ofSeconds(30));

  private final LateAnswers answers;
  private final Timeline timeline;
  private final int most;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Map<Urgency, Counter> turnedAway = new EnumMap<>(Urgency.class);

  @Inject
  Admission(
      LateAnswers answers, Timeline timeline, AdmissionSettings settings, MeterRegistry meters) {
    this.answers = answers;
    this.timeline = timeline;
    this.most = settings.maxUnderWay();
    Gauge.builder("hushkey.requests.under.way", underWay, AtomicInteger::get)
        .description("Requests that were let in and have no answer yet")
        .register(meters);
    for (Urgency urgency : Urgency.values()) {
      turnedAway.put(
          urgency,
          Counter.builder("hushkey.requests.turned.away")
              .description("Requests that were answered with 503 because too many were under way")
              .tag("urgency", urgency.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
  }

  void register(@Observes Filters filters) {
    filters.register(this::admit, EARLY);
  }

  void admit(RoutingContext routing) {
    if (timeline.isRefused()) {
      answers.send(routing, RESTORED, RESTORED.retryAfter());
      return;
    }
    Urgency urgency = Urgency.of(routing.request().path());
    if (underWay.incrementAndGet() > urgency.shareOf(most)) {
      underWay.decrementAndGet();
      turnedAway.get(urgency).increment();
      Failure.Overloaded full = Failure.Overloaded.comeBackByChance();
      answers.send(routing, full, full.retryAfter());
      return;
    }
    routing.addEndHandler(_ -> underWay.decrementAndGet());
    routing.next();
  }
}
