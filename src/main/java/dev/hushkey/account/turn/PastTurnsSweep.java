package dev.hushkey.account.turn;

import dev.hushkey.expiry.ExpiredRows;
import dev.hushkey.expiry.SweepSchedule;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * Deletes turns that are over, used or not, once their browsers had time to learn of it. Any
 * replica may run it at any time.
 */
@ApplicationScoped
class PastTurnsSweep {

  private static final String TURNS =
      """
      delete from log_in_turn where ticket_hash in (
        select ticket_hash from log_in_turn
         where expires_at < statement_timestamp() - interval '10 minutes'
         limit $1 for update skip locked)
      """;

  private final ExpiredRows expired;

  @Inject
  PastTurnsSweep(ExpiredRows expired) {
    this.expired = expired;
  }

  void schedule(@Observes StartupEvent started, SweepSchedule schedule) {
    schedule.add("turns to log in", this::sweep);
  }

  Uni<Void> sweep() {
    return expired.delete("turns to log in", TURNS);
  }
}
