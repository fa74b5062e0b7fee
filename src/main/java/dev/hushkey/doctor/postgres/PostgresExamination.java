package dev.hushkey.doctor.postgres;

import static dev.hushkey.doctor.finding.Check.POSTGRESQL_CLOCK;
import static dev.hushkey.doctor.finding.Check.POSTGRESQL_CONNECTIONS;
import static dev.hushkey.doctor.finding.Check.POSTGRESQL_ONE_DATABASE;
import static dev.hushkey.doctor.finding.Check.POSTGRESQL_PRIMARY;
import static dev.hushkey.doctor.finding.Check.POSTGRESQL_REACHABLE;
import static dev.hushkey.doctor.finding.Check.POSTGRESQL_TLS;
import static dev.hushkey.doctor.finding.Check.POSTGRESQL_VERSION;

import dev.hushkey.doctor.finding.Area;
import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.net.Authorities;
import dev.hushkey.doctor.net.TlsLook;
import dev.hushkey.doctor.setup.ServiceSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/** Looks at PostgreSQL as the service's role sees it; reads only. */
public final class PostgresExamination {

  private static final int VERSION = 170_000;
  private static final int POOL = 20;

  /** Its rooms and its clock in one answer. */
  private static final String SERVER =
      """
      select current_setting('server_version_num')::int as number,
             current_setting('server_version') as version,
             clock_timestamp() as now,
             pg_is_in_recovery() as recovering,
             current_setting('max_connections')::int as connections,
             coalesce((select version from pg_stat_ssl where pid = pg_backend_pid() and ssl),
                      'none') as tls
      """;

  private final ServiceSettings installation;
  private final Findings findings;

  public PostgresExamination(ServiceSettings installation, Findings findings) {
    this.installation = installation;
    this.findings = findings;
  }

  /** Looks at everything. */
  public void examine() {
    Optional<ServiceUrl> url =
        ServiceUrl.parse(installation.quarkus().datasource().reactive().url());
    if (url.isEmpty()) {
      findings.skipRest(Area.POSTGRESQL, "quarkus.datasource.reactive.url is not in order");
      return;
    }
    compareAddresses(url.get());
    examineTls(url.get());
    Properties login = ServiceUrl.login(installation);
    // The driver itself: the application's class loader is not the driver manager's.
    try (Connection connection = new Driver().connect(url.get().jdbc(), login)) {
      findings.ok(POSTGRESQL_REACHABLE, "%s, as %s", url.get(), login.getProperty("user"));
      examineServer(connection, url.get());
      new RoleExamination(connection, findings).examine();
      new MigrationExamination(connection, findings).examine();
      new RecordExamination(connection, findings).examine();
      new TimelineExamination(connection, findings, installation.failoverWithin()).examine();
    } catch (SQLException failed) {
      findings.fail(POSTGRESQL_REACHABLE, "%s: %s", url.get(), words(failed));
    }
    findings.skipRest(Area.POSTGRESQL, "PostgreSQL has to answer first");
  }

  private void compareAddresses(ServiceUrl service) {
    Optional<ServiceUrl> migrations =
        installation.text("hushkey.migration.jdbc-url").flatMap(ServiceUrl::parse);
    if (migrations.isEmpty()) {
      findings.skip(POSTGRESQL_ONE_DATABASE, "hushkey.migration.jdbc-url names no database");
    } else if (migrations.get().database().equals(service.database())) {
      findings.ok(POSTGRESQL_ONE_DATABASE, "%s", migrations.get());
    } else {
      findings.fail(
          POSTGRESQL_ONE_DATABASE,
          "migrations go to %s, the service to %s",
          migrations.get(),
          service);
    }
  }

  private void examineTls(ServiceUrl url) {
    String mode = ServiceUrl.mode(installation);
    if (!mode.equals("verify-full")) {
      findings.add(
          POSTGRESQL_TLS,
          installation.unencrypted(url.host()),
          "the service asks for TLS with ssl-mode=%s: it would talk to anybody".formatted(mode),
          POSTGRESQL_TLS.remedy());
      return;
    }
    List<Path> files = ServiceUrl.authorities(installation);
    try {
      installation
          .tls()
          .look(
              POSTGRESQL_TLS,
              new TlsLook.Server(url.host(), url.port(), TlsLook.Begin.POSTGRESQL),
              files.isEmpty() ? Optional.empty() : Optional.of(Authorities.ofPem(files)),
              findings);
    } catch (IOException unreadable) {
      findings.fail(
          POSTGRESQL_TLS,
          "quarkus.datasource.reactive.trust-certificate-pem.certs: %s",
          unreadable.getMessage());
    }
  }

  private void examineServer(Connection connection, ServiceUrl url) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      Instant before = installation.clock().instant();
      try (ResultSet row = statement.executeQuery(SERVER)) {
        row.next();
        installation
            .clocks()
            .compare(
                POSTGRESQL_CLOCK,
                row.getObject("now", OffsetDateTime.class).toInstant(),
                before,
                findings);
        if (row.getInt("number") < VERSION) {
          findings.fail(POSTGRESQL_VERSION, "version %s", row.getString("version"));
        } else {
          findings.ok(
              POSTGRESQL_VERSION,
              "version %s, TLS: %s",
              row.getString("version"),
              row.getString("tls"));
        }
        if (row.getBoolean("recovering")) {
          findings.fail(POSTGRESQL_PRIMARY, "%s is a standby, which is read-only", url);
        } else {
          findings.ok(POSTGRESQL_PRIMARY, "a primary");
        }
        examineConnections(row.getInt("connections"));
      }
    }
  }

  private void examineConnections(int most) {
    int pool = installation.number("quarkus.datasource.reactive.max-size", POOL);
    if (pool > most) {
      findings.fail(POSTGRESQL_CONNECTIONS, "%d for each replica, of %d for all", pool, most);
    } else {
      findings.ok(
          POSTGRESQL_CONNECTIONS,
          "%d for each replica, of %d for all: enough for %d replicas",
          pool,
          most,
          most / pool);
    }
  }

  /** The driver's message names hosts and users, never a password. */
  private static String words(SQLException failed) {
    String state = String.valueOf(failed.getSQLState());
    return switch (state) {
      case "08001", "08004", "08006" -> "no connection: " + failed.getMessage();
      case "28P01" -> "the password is wrong";
      case "28000" -> "pg_hba.conf does not let us in: " + failed.getMessage();
      case "3D000" -> "there is no such database";
      default -> failed.getMessage();
    };
  }
}
