package dev.hushkey.gather;

import dev.hushkey.gather.Gatherer.Call;
import dev.hushkey.gather.Gatherer.Limits;
import dev.hushkey.gather.Gatherer.Watch;
import dev.hushkey.trace.Traces;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Makes the gatherers whose calls are statements, with one set of bounds and with meters. */
@Singleton
public class Gatherers {

  private final Vertx vertx;
  private final Limits limits;
  private final MeterRegistry meters;
  private final Traces traces;

  @Inject
  Gatherers(Vertx vertx, GatherSettings settings, MeterRegistry meters, Traces traces) {
    this.vertx = vertx;
    this.traces = traces;
    this.limits =
        new Limits(
            settings.maxConcurrentStatements(),
            settings.maxItems(),
            settings.maxQueued(),
            settings.longestWait());
    this.meters = meters;
  }

  /**
   * A gatherer whose statements are sent from an event loop of its own, so that none runs in the
   * context of one of its callers.
   *
   * @param kind the tag of its meters
   */
  public <Q, A> Gatherer<Q, A> statements(String kind, Call<Q, A> call) {
    return statements(kind, call, limits.longestWait());
  }

  /**
   * The same, whose questions wait no longer than this for their statement.
   *
   * @param kind the tag of its meters
   */
  public <Q, A> Gatherer<Q, A> statements(String kind, Call<Q, A> call, Duration longestWait) {
    Limits own = new Limits(limits.calls(), limits.questions(), limits.waiting(), longestWait);
    Context context = vertx.getOrCreateContext();
    Executor departures = task -> context.runOnContext(_ -> task.run());
    Tags tags = Tags.of("kind", kind);
    Gatherer<Q, A> gatherer = new Gatherer<>(departures, traced(kind, call), own, watch(tags));
    Gauge.builder("hushkey.gather.waiting", gatherer, Gatherer::waiting)
        .description("Questions that wait for a statement")
        .tags(tags)
        .strongReference(true)
        .register(meters);
    return gatherer;
  }

  /** The call itself, where there are no traces. */
  private <Q, A> Call<Q, A> traced(String kind, Call<Q, A> call) {
    String what = "postgresql " + kind;
    return traces.areOn()
        ? questions -> traces.call(what, questions.size(), () -> call.ask(questions))
        : call;
  }

  private Watch watch(Tags tags) {
    DistributionSummary items =
        DistributionSummary.builder("hushkey.gather.items")
            .description("Questions that shared a statement")
            .tags(tags)
            .register(meters);
    Timer waits =
        Timer.builder("hushkey.gather.wait")
            .description("From a question to the statement that carries it")
            .tags(tags)
            .register(meters);
    return new Watch() {
      @Override
      public void sent(int questions) {
        items.record(questions);
      }

      @Override
      public void waited(long nanos) {
        waits.record(nanos, TimeUnit.NANOSECONDS);
      }
    };
  }
}
