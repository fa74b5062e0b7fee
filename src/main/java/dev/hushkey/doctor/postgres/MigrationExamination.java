package dev.hushkey.doctor.postgres;

import static dev.hushkey.doctor.finding.Check.POSTGRESQL_MIGRATIONS;

import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.finding.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.postgresql.ds.PGSimpleDataSource;

/** Compares the migrations that ran with those of this release. */
final class MigrationExamination {

  private static final String WHERE = "classpath:db/migration";

  private final ServiceUrl url;
  private final Properties login;
  private final Findings findings;

  MigrationExamination(ServiceUrl url, Properties login, Findings findings) {
    this.url = url;
    this.login = login;
    this.findings = findings;
  }

  void examine() {
    try {
      Flyway flyway =
          Flyway.configure(MigrationExamination.class.getClassLoader())
              .dataSource(dataSource())
              .locations(WHERE)
              .load();
      examine(flyway.info().all());
    } catch (FlywayException failed) {
      findings.skip(
          POSTGRESQL_MIGRATIONS, "the list of migrations cannot be read: %s", failed.getMessage());
    }
  }

  private DataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url.jdbc());
    login.forEach(
        (name, value) -> {
          try {
            source.setProperty(name.toString(), value.toString());
          } catch (java.sql.SQLException unknown) {
            throw new IllegalStateException("the driver has no property " + name, unknown);
          }
        });
    return source;
  }

  private void examine(MigrationInfo[] all) {
    List<MigrationInfo> pending = new ArrayList<>();
    List<MigrationInfo> failed = new ArrayList<>();
    List<MigrationInfo> newer = new ArrayList<>();
    List<MigrationInfo> changed = new ArrayList<>();
    for (MigrationInfo each : all) {
      MigrationState state = each.getState();
      if (state.isFailed()) {
        failed.add(each);
      } else if (!state.isApplied()) {
        pending.add(each);
      } else if (state == MigrationState.FUTURE_SUCCESS) {
        newer.add(each);
      } else if (!each.isChecksumMatching()) {
        changed.add(each);
      }
    }
    tell(pending, Status.FAILURE, "not run yet: %s", POSTGRESQL_MIGRATIONS.remedy());
    tell(failed, Status.FAILURE, "failed: %s", "Find out why in its log, then: hushkey migrate");
    tell(
        changed,
        Status.FAILURE,
        "ran with another text than this release's: %s",
        "Install the release that made this schema.");
    tell(
        newer,
        Status.WARNING,
        "of a newer release: %s",
        "In order while you roll back or out; else install the newer release.");
    if (pending.isEmpty() && failed.isEmpty() && changed.isEmpty() && newer.isEmpty()) {
      findings.ok(POSTGRESQL_MIGRATIONS, "%d migrations, all of this release", all.length);
    }
  }

  private void tell(List<MigrationInfo> some, Status status, String format, String remedy) {
    if (!some.isEmpty()) {
      String versions =
          some.stream()
              .map(each -> String.valueOf(each.getVersion()))
              .collect(Collectors.joining(", "));
      findings.add(POSTGRESQL_MIGRATIONS, status, format.formatted(versions), remedy);
    }
  }
}
