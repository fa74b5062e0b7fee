package dev.hushkey.doctor.postgres;

import static dev.hushkey.doctor.finding.Check.POSTGRESQL_OWNERS;
import static dev.hushkey.doctor.finding.Check.POSTGRESQL_TIMELINE;

import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.timeline.Timeline;
import dev.hushkey.timeline.TimelineFacts;
import dev.hushkey.timeline.TimelineRule;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Whether the database was restored, and whether all that is to follow a restore was done. */
final class TimelineExamination {

  private static final String UNKNOWN =
      "select count(*) from ownership where owner_at_backup is not null";

  private final Connection connection;
  private final Findings findings;
  private final Duration failoverWithin;

  TimelineExamination(Connection connection, Findings findings, Duration failoverWithin) {
    this.connection = connection;
    this.findings = findings;
    this.failoverWithin = failoverWithin;
  }

  void examine() {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(Timeline.LOOK)) {
        row.next();
        judge(facts(row));
      }
      try (ResultSet row = statement.executeQuery(UNKNOWN)) {
        row.next();
        count(row.getLong(1));
      }
    } catch (SQLException refused) {
      findings.skip(POSTGRESQL_TIMELINE, "the schema is older, or the role may not look");
      findings.skip(POSTGRESQL_OWNERS, "the schema is older, or the role may not look");
    }
  }

  private static TimelineFacts facts(ResultSet row) throws SQLException {
    return new TimelineFacts(
        new TimelineFacts.Known(
            row.getLong("known_system"), row.getInt("known_timeline"), row.getInt("restores")),
        Duration.ofMillis(row.getLong("silent")),
        row.getBoolean("standby"),
        new TimelineFacts.Server(
            row.getLong("system"), row.getInt("timeline"), row.getLong("durable")));
  }

  private void judge(TimelineFacts facts) {
    switch (TimelineRule.judge(facts, failoverWithin)) {
      case SAME ->
          findings.ok(POSTGRESQL_TIMELINE, "timeline %d, as on record", facts.known().timeline());
      case STANDBY -> findings.skip(POSTGRESQL_TIMELINE, "a standby has none of its own");
      case FAILED_OVER ->
          findings.ok(
              POSTGRESQL_TIMELINE,
              "timeline %d after a fail-over from %d",
              facts.server().timeline(),
              facts.known().timeline());
      case RESTORED ->
          findings.fail(
              POSTGRESQL_TIMELINE,
              "timeline %d of server %d; on record is %d of %d, last written to %s ago",
              facts.server().timeline(),
              facts.server().system(),
              facts.known().timeline(),
              facts.known().system(),
              words(facts.silent()));
    }
  }

  private static String words(Duration silent) {
    return "%d h %d min %d s"
        .formatted(silent.toHours(), silent.toMinutesPart(), silent.toSecondsPart());
  }

  private void count(long unknown) {
    if (unknown > 0) {
      findings.warn(POSTGRESQL_OWNERS, "the owners of %d devices are unknown", unknown);
    } else {
      findings.ok(POSTGRESQL_OWNERS, "all known");
    }
  }
}
