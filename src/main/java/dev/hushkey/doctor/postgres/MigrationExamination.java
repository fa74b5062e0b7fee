package dev.hushkey.doctor.postgres;

import static dev.hushkey.doctor.finding.Check.POSTGRESQL_MIGRATIONS;

import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.finding.Status;
import dev.hushkey.migration.SchemaVersion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Compares the schema with what this release needs, by the two columns of Flyway's table that the
 * service may read. Whether a migration ran with another text is compared by {@code hushkey
 * migrate}, as their owner.
 */
final class MigrationExamination {

  private static final String HISTORY =
      """
      select coalesce(max(version::int) filter (where success), 0) as newest,
             string_agg(version, ', ' order by version::int) filter (where not success) as failed
        from flyway_schema_history where version ~ '^[0-9]+$'
      """;

  private static final String NO_TABLE = "42P01";

  private final Connection connection;
  private final Findings findings;

  MigrationExamination(Connection connection, Findings findings) {
    this.connection = connection;
    this.findings = findings;
  }

  void examine() {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(HISTORY)) {
      row.next();
      compare(row.getInt("newest"), row.getString("failed"));
    } catch (SQLException refused) {
      if (NO_TABLE.equals(refused.getSQLState())) {
        findings.fail(POSTGRESQL_MIGRATIONS, "the database is empty");
      } else {
        findings.skip(POSTGRESQL_MIGRATIONS, "the service's role may not read what has run");
      }
    }
  }

  private void compare(int newest, String failed) {
    if (failed != null) {
      findings.add(
          POSTGRESQL_MIGRATIONS,
          Status.FAILURE,
          "failed: " + failed,
          "Find out why in its log, then: hushkey migrate");
    } else if (newest < SchemaVersion.NEEDED) {
      findings.fail(
          POSTGRESQL_MIGRATIONS,
          "the schema is at version %d, this release needs %d",
          newest,
          SchemaVersion.NEEDED);
    } else if (newest > SchemaVersion.NEEDED) {
      findings.add(
          POSTGRESQL_MIGRATIONS,
          Status.WARNING,
          "the schema is at version %d, of a newer release".formatted(newest),
          "In order while you roll back or out; else install the newer release.");
    } else {
      findings.ok(POSTGRESQL_MIGRATIONS, "version %d, as this release needs", newest);
    }
  }
}
