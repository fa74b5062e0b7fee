package dev.hushkey.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections as the owner, each wait bounded. What the JDBC address says itself counts; so a
 * server that needs longer can be given more.
 */
public final class OwnerConnections {

  private static final Duration TO_CONNECT = Duration.ofSeconds(3);
  private static final Duration TO_LOG_IN = Duration.ofSeconds(10);
  private static final String FORM = "jdbc:postgresql:";

  private final PGSimpleDataSource server = new PGSimpleDataSource();

  public OwnerConnections(MigrationTarget target) {
    if (!target.jdbcUrl().startsWith(FORM)) {
      throw new MigrationFailure(
          MigrationFailure.Kind.SETTING, "hushkey.migration.jdbc-url must begin with " + FORM);
    }
    try {
      server.setURL(target.jdbcUrl());
      server.setUser(target.owner());
      server.setPassword(target.password().reveal());
      preset(PGProperty.CONNECT_TIMEOUT, seconds(TO_CONNECT));
      preset(PGProperty.LOGIN_TIMEOUT, seconds(TO_LOG_IN));
      preset(PGProperty.SOCKET_TIMEOUT, seconds(target.silence()));
      preset(PGProperty.TCP_KEEP_ALIVE, "true");
      preset(PGProperty.APPLICATION_NAME, "hushkey migrate");
      preset(
          PGProperty.OPTIONS,
          "-c lock_timeout=%dms -c idle_in_transaction_session_timeout=60s -c search_path=public"
              .formatted(target.lock().toMillis()));
    } catch (SQLException | IllegalArgumentException malformed) {
      throw new MigrationFailure(
          MigrationFailure.Kind.SETTING,
          // the driver's words repeat it, and there may be a password in it
          "hushkey.migration.jdbc-url is no address such as"
              + " jdbc:postgresql://db.example.com:5432/hushkey",
          malformed);
    }
  }

  private void preset(PGProperty property, String value) throws SQLException {
    String given = server.getProperty(property);
    if (given == null || given.equals(property.getDefaultValue())) {
      server.setProperty(property, value);
    }
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.toSeconds());
  }

  /** The same for Flyway. */
  PGSimpleDataSource dataSource() {
    return server;
  }

  public Connection open() throws SQLException {
    return server.getConnection();
  }

  /** The database's name, for messages. */
  String database() {
    return server.getDatabaseName();
  }

  /** The servers' names, for messages. */
  String servers() {
    StringBuilder all = new StringBuilder();
    String[] names = server.getServerNames();
    for (int i = 0; i < names.length; i++) {
      all.append(i == 0 ? "" : ", ")
          .append(names[i])
          .append(':')
          .append(server.getPortNumbers()[i]);
    }
    return all.toString();
  }
}
