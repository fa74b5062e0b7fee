package dev.hushkey.handout.refresh;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.upstreamtoken.DueTokens;
import dev.hushkey.upstreamtoken.DueTokens.Backlog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** How much is due to be refreshed ahead; every replica tells the same. */
@Singleton
class DueMeters {

  private static final Backlog UNKNOWN = new Backlog(0, Duration.ZERO);

  private final List<AssistantId> assistants;
  private final DueTokens due;
  private final Map<AssistantId, Backlog> seen = new ConcurrentHashMap<>();

  @Inject
  DueMeters(Assistants assistants, DueTokens due) {
    this.assistants =
        assistants.all().stream().filter(RefreshAhead::isOn).map(Assistant::id).toList();
    this.due = due;
  }

  void register(@Observes StartupEvent started, MeterRegistry meters) {
    for (AssistantId assistant : assistants) {
      register(meters, assistant, "hushkey.refresh.due", Backlog::links);
      register(
          meters,
          assistant,
          "hushkey.refresh.due.seconds",
          backlog -> backlog.oldest().toMillis() / 1000.0);
    }
  }

  private void register(
      MeterRegistry meters, AssistantId assistant, String name, ToDoubleFunction<Backlog> value) {
    Gauge.builder(name, () -> value.applyAsDouble(seen.getOrDefault(assistant, UNKNOWN)))
        .tag("assistant", assistant.value())
        .strongReference(true)
        .register(meters);
  }

  @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> look() {
    return Multi.createFrom()
        .iterable(assistants)
        .onItem()
        .transformToUniAndConcatenate(
            assistant ->
                due.backlog(assistant)
                    .invoke(backlog -> seen.put(assistant, backlog))
                    .onFailure()
                    .recoverWithNull())
        .collect()
        .last()
        .replaceWithVoid();
  }
}
