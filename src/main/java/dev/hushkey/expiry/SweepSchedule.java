package dev.hushkey.expiry;

import dev.hushkey.wire.RepeatedWork;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;

/** Runs every room's sweep at the same pace. */
@ApplicationScoped
public class SweepSchedule {

  private final Scheduler scheduler;
  private final SweepSettings settings;

  @Inject
  SweepSchedule(Scheduler scheduler, SweepSettings settings) {
    this.scheduler = scheduler;
    this.settings = settings;
  }

  /**
   * Runs a sweep from now on, never twice at once in this process. The log tells of failures once.
   *
   * @param what the rows, in plural, for logs and metrics
   */
  public void add(String what, Supplier<Uni<Void>> sweep) {
    RepeatedWork deleting = RepeatedWork.onDatabase("Deleting expired " + what);
    scheduler
        .newJob("sweep: " + what)
        .setInterval(settings.sweepEvery().toString())
        .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
        .setAsyncTask(_ -> deleting.round(sweep))
        .schedule();
  }
}
