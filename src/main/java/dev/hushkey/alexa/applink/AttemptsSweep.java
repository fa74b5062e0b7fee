package dev.hushkey.alexa.applink;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Deletes attempts that ended more than a day ago. Any replica may, at any time. */
@ApplicationScoped
class AttemptsSweep {

  private static final String STATEMENT =
      "delete from app_link_attempt where expires_at < clock_timestamp() - interval '1 day'";

  private final Pool database;

  @Inject
  AttemptsSweep(Pool database) {
    this.database = database;
  }

  @Scheduled(
      every = "${hushkey.oauth.sweep-every:10m}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return database.query(STATEMENT).execute().replaceWithVoid();
  }
}
