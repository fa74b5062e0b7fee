package dev.hushkey.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Whether each system that we depend on works, also where no probe asks for it. */
@Singleton
class DependencyMeters {

  private final List<DependencyCheck> checks;

  @Inject
  DependencyMeters(@Any Instance<DependencyCheck> checks) {
    this.checks = checks.stream().toList();
  }

  void register(@Observes StartupEvent started, MeterRegistry meters) {
    for (DependencyCheck check : checks) {
      Gauge.builder("hushkey.dependency.up", check, DependencyCheck::up)
          .description("1 while the system works for this replica, 0 while it does not")
          .tag("dependency", check.label())
          .strongReference(true)
          .register(meters);
    }
  }

  @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> look() {
    return Uni.join()
        .all(checks.stream().map(DependencyCheck::call).toList())
        .andCollectFailures()
        .replaceWithVoid();
  }
}
