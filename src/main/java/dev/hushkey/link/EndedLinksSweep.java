package dev.hushkey.link;

import dev.hushkey.expiry.ExpiredRows;
import dev.hushkey.expiry.RetentionSettings;
import dev.hushkey.expiry.SweepSchedule;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * Deletes links that ended long ago, with all that is left of them. The service may delete no link;
 * a function with the owner's rights does, and reaches none that ended less than 31 days ago. Any
 * replica may run it at any time.
 */
@ApplicationScoped
class EndedLinksSweep {

  private static final String LINKS =
      "select from forget_ended_links(%d * interval '1 second', $1)";

  private final ExpiredRows expired;
  private final String links;

  @Inject
  EndedLinksSweep(ExpiredRows expired, RetentionSettings kept) {
    this.expired = expired;
    this.links = LINKS.formatted(kept.endedLinks().toSeconds());
  }

  void schedule(@Observes StartupEvent started, SweepSchedule schedule) {
    schedule.add("ended links", this::sweep);
  }

  Uni<Void> sweep() {
    return expired.delete("ended links", links);
  }
}
