package dev.hushkey.alexa.applink;

import dev.hushkey.expiry.SweepSchedule;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Deletes attempts that ended more than a day ago. Any replica may run it at any time. */
@ApplicationScoped
class AttemptsSweep {

  private static final String STATEMENT =
      "delete from app_link_attempt where expires_at < clock_timestamp() - interval '1 day'";

  private final Pool database;

  @Inject
  AttemptsSweep(Pool database) {
    this.database = database;
  }

  void schedule(@Observes StartupEvent started, SweepSchedule schedule) {
    schedule.add("attempts to link", this::sweep);
  }

  Uni<Void> sweep() {
    return database.query(STATEMENT).execute().replaceWithVoid();
  }
}
