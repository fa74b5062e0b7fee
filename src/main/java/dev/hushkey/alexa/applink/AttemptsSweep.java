package dev.hushkey.alexa.applink;

import dev.hushkey.expiry.ExpiredRows;
import dev.hushkey.expiry.RetentionSettings;
import dev.hushkey.expiry.SweepSchedule;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * Deletes attempts that expired as long ago as codes that are deleted. Any replica may run it at
 * any time.
 */
@ApplicationScoped
class AttemptsSweep {

  private static final String STATEMENT =
      """
      delete from app_link_attempt where (user_id, assistant) in (
        select user_id, assistant from app_link_attempt
         where expires_at < statement_timestamp() - %d * interval '1 second'
         limit $1 for update skip locked)
      """;

  private final ExpiredRows expired;
  private final String attempts;

  @Inject
  AttemptsSweep(ExpiredRows expired, RetentionSettings kept) {
    this.expired = expired;
    this.attempts = STATEMENT.formatted(kept.codes().toSeconds());
  }

  void schedule(@Observes StartupEvent started, SweepSchedule schedule) {
    schedule.add("attempts to link", this::sweep);
  }

  Uni<Void> sweep() {
    return expired.delete("attempts to link", attempts);
  }
}
