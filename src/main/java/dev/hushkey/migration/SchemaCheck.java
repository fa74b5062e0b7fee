package dev.hushkey.migration;

import dev.hushkey.timeline.Timeline;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.pgclient.PgException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;

/**
 * Ends the start on a schema that is older than this release, and with a role that could change
 * what it must not. A newer schema is taken: during an upgrade, a replica of the old release may
 * start again (docs/adr/0023-one-baseline-then-expand-migrate-contract.md).
 */
@Singleton
class SchemaCheck {

  /** After the settings, before whatever reads a table. */
  private static final int EARLY = Integer.MIN_VALUE + 1;

  /** PostgreSQL may be starting, too. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(300);

  /** Waiting does not help: no such role, password, database, table; no right. */
  private static final Set<String> FINAL = Set.of("28", "3D", "42");

  private static final String NO_TABLE = "42P01";
  private static final String NO_RIGHT = "42501";

  private static final String LOOK =
      """
      select current_user as role,
             (select coalesce(max(version::int), 0)
                from flyway_schema_history where success and version ~ '^[0-9]+$') as version,
             (select rolsuper or rolcreaterole or rolreplication or rolbypassrls
                from pg_roles where rolname = current_user)
               or exists (select from pg_class c
                           where c.oid = to_regclass('public.audit_event')
                             and pg_has_role(current_user, c.relowner, 'member')) as owns
      """;

  private final Pool pool;
  private final Timeline timeline;
  private volatile int version;

  @Inject
  SchemaCheck(Pool pool, Timeline timeline) {
    this.pool = pool;
    this.timeline = timeline;
  }

  void atStart(@Observes @Priority(EARLY) StartupEvent started) {
    require().await().atMost(PATIENCE.multipliedBy(2));
  }

  /** Fails with a {@link ConfigurationException} that says what to do. */
  Uni<Void> require() {
    return pool.query(LOOK)
        .execute()
        .onFailure(failed -> !timeline.isRefused() && !isFinal(failed))
        .retry()
        .withBackOff(PAUSE, PAUSE.multipliedBy(5))
        .expireIn(PATIENCE.toMillis())
        .onFailure()
        .transform(failed -> timeline.isRefused() ? restored(failed) : unreadable(failed))
        .invoke(rows -> judge(rows.iterator().next()))
        .replaceWithVoid();
  }

  private void judge(Row row) {
    String role = row.getString("role");
    if (row.getBoolean("owns")) {
      throw new ConfigurationException(
          "quarkus.datasource.username: the role %s is a superuser or may make roles, replicate or"
                  .formatted(role)
              + " bypass row security, or it owns the tables or may become their owner. Let the"
              + " service log in as a role that owns nothing, see docs/deployment.md.");
    }
    version = row.getInteger("version");
    if (version < SchemaVersion.NEEDED) {
      throw new ConfigurationException(
          "The database schema is at version %d, and this release needs %d. Run `hushkey migrate`."
              .formatted(version, SchemaVersion.NEEDED));
    }
  }

  private static boolean isFinal(Throwable failed) {
    return failed instanceof PgException refused
        && FINAL.stream().anyMatch(refused.getSqlState()::startsWith);
  }

  private static RuntimeException restored(Throwable failed) {
    return new ConfigurationException(
        "The database was restored. Say what was lost, so that nothing lives again that was dead:"
            + " `hushkey restored`, see docs/runbooks/restore.md.",
        failed);
  }

  private static RuntimeException unreadable(Throwable failed) {
    // Mutiny wraps the last one when it gives up.
    Throwable cause = failed.getCause() instanceof VertxException last ? last : failed;
    String state = cause instanceof PgException refused ? refused.getSqlState() : "";
    return switch (state) {
      case NO_TABLE ->
          new ConfigurationException("The database is empty. Run `hushkey migrate`.", failed);
      case NO_RIGHT ->
          new ConfigurationException(
              "quarkus.datasource.username: the role may not read the schema's version. Run `hushkey"
                  + " migrate`, which grants what it needs.",
              failed);
      default ->
          new ConfigurationException(
              "PostgreSQL does not let the service in or does not answer: %s. Check"
                      .formatted(cause.getMessage())
                  + " quarkus.datasource.reactive.url, username and password.",
              failed);
    };
  }

  /** The version that the start found. */
  int version() {
    return version;
  }
}
