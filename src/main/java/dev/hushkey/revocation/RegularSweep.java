package dev.hushkey.revocation;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Makes the sweep continue what a stopped replica or an outage left unfinished. */
@Singleton
class RegularSweep {

  void schedule(
      @Observes StartupEvent started,
      Scheduler scheduler,
      RevocationSettings settings,
      Sweep sweep) {
    scheduler
        .newJob("revocations: sweep")
        .setInterval(settings.sweepEvery().toString())
        .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
        .setAsyncTask(_ -> sweep.sweepAll())
        .schedule();
  }
}
