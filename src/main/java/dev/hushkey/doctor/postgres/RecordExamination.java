package dev.hushkey.doctor.postgres;

import static dev.hushkey.doctor.finding.Check.POSTGRESQL_RECORD;

import dev.hushkey.doctor.finding.Findings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Whether the record has a partition for what is to come, and how long it is kept. */
final class RecordExamination {

  private static final String LOOK =
      """
      select (select coalesce(max(p.to_at), '-infinity') > clock_timestamp() + interval '2 days'
                from record_partitions() p) as ahead,
             (select to_char(max(p.to_at) at time zone 'UTC', 'YYYY-MM-DD')
                from record_partitions() p) as until,
             pg_relation_size('audit_event_rest') > 0 as rest,
             (select coalesce(extract(epoch from k.kept_for)::bigint / 86400 || ' days', 'ever')
                from record_keeping k) as kept_for
      """;

  private final Connection connection;
  private final Findings findings;

  RecordExamination(Connection connection, Findings findings) {
    this.connection = connection;
    this.findings = findings;
  }

  void examine() {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LOOK)) {
      row.next();
      if (!row.getBoolean("ahead")) {
        findings.fail(POSTGRESQL_RECORD, "its last partition ends on %s", row.getString("until"));
      } else if (row.getBoolean("rest")) {
        findings.warn(
            POSTGRESQL_RECORD, "there are records without a partition, in audit_event_rest");
      } else {
        findings.ok(
            POSTGRESQL_RECORD,
            "kept for %s, with partitions until %s",
            row.getString("kept_for"),
            row.getString("until"));
      }
    } catch (SQLException refused) {
      findings.skip(POSTGRESQL_RECORD, "the schema is older, or the role may not look");
    }
  }
}
