package dev.hushkey.revocation;

import dev.hushkey.expiry.ExpiredRows;
import dev.hushkey.expiry.SweepSchedule;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Deletes the records of revocations that finished long ago; their cut-offs stay. */
@Singleton
class FinishedRevocations {

  private static final String DELETE =
      """
      delete from revocation where id in (
        select id from revocation
         where finished_at < statement_timestamp() - %d * interval '1 second'
         limit $1 for update skip locked)
      """;

  private final ExpiredRows expired;
  private final RevocationSettings settings;

  @Inject
  FinishedRevocations(ExpiredRows expired, RevocationSettings settings) {
    this.expired = expired;
    this.settings = settings;
  }

  void schedule(@Observes StartupEvent started, SweepSchedule schedule) {
    schedule.add("finished revocations", this::sweep);
  }

  Uni<Void> sweep() {
    return expired.delete("finished revocations", DELETE.formatted(settings.keptFor().toSeconds()));
  }
}
