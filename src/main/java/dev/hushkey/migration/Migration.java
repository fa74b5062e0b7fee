package dev.hushkey.migration;

import dev.hushkey.migration.MigrationFailure.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogFactory;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Makes or upgrades the schema as its owner, and grants the service's role what it needs. Safe to
 * repeat, and by several at once: one works, the others wait and find nothing to do.
 */
public final class Migration {

  /** PostgreSQL 17. */
  private static final int OLDEST = 170000;

  private static final String NEWER =
      "select coalesce(max(version::int), 0) from flyway_schema_history"
          + " where success and version ~ '^[0-9]+$'";

  private final MigrationTarget target;
  private final String[] locations;
  private final OwnerConnections connections;
  private final Remedies remedies;

  public Migration(MigrationTarget target) {
    this(target, "classpath:db/migration");
  }

  Migration(MigrationTarget target, String... locations) {
    this.target = target;
    this.locations = locations;
    this.connections = new OwnerConnections(target);
    this.remedies = new Remedies(target, connections);
  }

  /**
   * What was done.
   *
   * @param version of the schema now
   * @param applied the number of migrations that ran
   * @param newer whether a newer release made the schema; then nothing was done
   */
  public record Outcome(int version, int applied, boolean newer) {}

  /**
   * Migrates.
   *
   * @throws MigrationFailure when the schema is not current afterwards
   */
  public Outcome run() {
    if (target.owner().equals(target.serviceRole())) {
      throw new MigrationFailure(
          Kind.SETTING,
          "hushkey.migration.username and quarkus.datasource.username are both %s: the service must"
                  .formatted(target.owner())
              + " not own what it uses.");
    }
    try {
      int version = look();
      if (version > SchemaVersion.NEEDED) {
        return new Outcome(version, 0, true);
      }
      int applied = migrate();
      grant();
      return new Outcome(SchemaVersion.NEEDED, applied, false);
    } catch (SQLException refused) {
      throw remedies.of(refused);
    }
  }

  /** The version of the schema, 0 of none; fails early for what no migration can mend. */
  private int look() throws SQLException {
    try (Connection connection = connections.open();
        Statement statement = connection.createStatement()) {
      if (number(statement, "select current_setting('server_version_num')") < OLDEST) {
        throw new MigrationFailure(Kind.REFUSED, "Hushkey needs PostgreSQL 17 or newer.");
      }
      if (number(statement, "select pg_is_in_recovery()::int") == 1) {
        throw new MigrationFailure(
            Kind.UNAVAILABLE,
            "PostgreSQL at %s is a read-only standby. Name the primary in"
                    .formatted(connections.servers())
                + " hushkey.migration.jdbc-url, or add targetServerType=primary.");
      }
      new ServiceRole(connection, target).requireExists();
      boolean isNew =
          number(statement, "select count(to_regclass('public." + SchemaVersion.HISTORY + "'))")
              == 0;
      return isNew ? 0 : number(statement, NEWER);
    }
  }

  private static int number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private int migrate() throws SQLException {
    LogFactory.setLogCreator(_ -> new Silent());
    Flyway flyway =
        Flyway.configure(Migration.class.getClassLoader())
            .dataSource(connections.dataSource())
            .locations(locations)
            // Flyway keeps out other runs by a lock. One of a transaction would stay open
            // meanwhile, and an index that is made concurrently waits for such.
            .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
            .table(SchemaVersion.HISTORY)
            .defaultSchema("public")
            .createSchemas(false)
            .failOnMissingLocations(true)
            .cleanDisabled(true)
            .load();
    try {
      MigrateResult result = flyway.migrate();
      return result.migrationsExecuted;
    } catch (FlywayException failed) {
      throw failure(failed);
    }
  }

  private MigrationFailure failure(FlywayException failed) throws SQLException {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException refused) {
        MigrationFailure remedy = remedies.of(refused);
        if (remedy.kind() != Kind.SCHEMA) {
          return remedy;
        }
      }
    }
    return new MigrationFailure(
        Kind.SCHEMA,
        "The schema was not migrated: %s%nWhat a failed migration had begun was rolled back. A file"
                .formatted(failed.getMessage().strip())
            + " that differs from what was applied once was made by another build: use the release"
            + " that belongs to this database, or restore it from a backup.",
        failed);
  }

  private void grant() throws SQLException {
    try (Connection connection = connections.open()) {
      ServiceRole service = new ServiceRole(connection, target);
      service.grant();
      new RecordKeeper(connection).keep(target.keeping());
      List<String> more = service.rightsBeyond();
      if (!more.isEmpty()) {
        throw new MigrationFailure(
            Kind.REFUSED,
            "The schema is current, but the role %s may do more than serve:%n  %s%nTake these from"
                    .formatted(target.serviceRole(), String.join("\n  ", more))
                + " it as a superuser, then repeat the command.");
      }
    }
  }

  /** Its results are returned, its failures thrown. */
  private static final class Silent implements Log {

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public void debug(String message) {}

    @Override
    public void info(String message) {}

    @Override
    public void warn(String message) {}

    @Override
    public void error(String message) {}

    @Override
    public void error(String message, Exception thrown) {}

    @Override
    public void notice(String message) {}
  }
}
