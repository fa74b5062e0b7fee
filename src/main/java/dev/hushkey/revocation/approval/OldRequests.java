package dev.hushkey.revocation.approval;

import dev.hushkey.expiry.ExpiredRows;
import dev.hushkey.expiry.SweepSchedule;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Deletes requests for revocations that were decided, or expired, long ago. */
@Singleton
class OldRequests {

  private static final String DELETE =
      """
      delete from revocation_request where id in (
        select id from revocation_request
         where coalesce(decided_at, expires_at) < statement_timestamp() - %d * interval '1 second'
         limit $1 for update skip locked)
      """;

  private final ExpiredRows expired;
  private final ApprovalSettings settings;

  @Inject
  OldRequests(ExpiredRows expired, ApprovalSettings settings) {
    this.expired = expired;
    this.settings = settings;
  }

  void schedule(@Observes StartupEvent started, SweepSchedule schedule) {
    schedule.add("old requests for revocations", this::sweep);
  }

  Uni<Void> sweep() {
    return expired.delete(
        "old requests for revocations", DELETE.formatted(settings.keptFor().toSeconds()));
  }
}
