package dev.hushkey.health;

import dev.hushkey.failure.Dependency;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: the database answers and accepts writes. Without it, there is no answer but 503. */
@Readiness
@Singleton
class PostgresHealthCheck extends DependencyCheck {

  private final DatabaseLook database;

  @Inject
  PostgresHealthCheck(DatabaseLook database) {
    super(Dependency.POSTGRESQL);
    this.database = database;
  }

  @Override
  protected Uni<String> state() {
    return database.get().map(DatabaseLook.Seen::state);
  }
}
