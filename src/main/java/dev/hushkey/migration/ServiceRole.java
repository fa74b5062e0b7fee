package dev.hushkey.migration;

import dev.hushkey.migration.MigrationFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The role that serves: what it is granted, and what it may do beyond that. */
final class ServiceRole {

  /** All that it may do. */
  static final String GRANTS = "/db/service-role.sql";

  /** Several that grant at once would fail with "tuple concurrently updated". */
  private static final String ONE_AFTER_THE_OTHER =
      "select pg_advisory_xact_lock(hashtext('hushkey grants'))";

  private static final String BEYOND = "/db/service-role-beyond.sql";

  private final Connection connection;
  private final MigrationTarget target;

  ServiceRole(Connection connection, MigrationTarget target) {
    this.connection = connection;
    this.target = target;
  }

  void requireExists() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select from pg_roles where rolname = ?")) {
      query.setString(1, target.serviceRole());
      try (ResultSet rows = query.executeQuery()) {
        if (!rows.next()) {
          throw new MigrationFailure(
              Kind.REFUSED,
              "There is no role %1$s for the service. As a superuser: create role %1$s login"
                      .formatted(target.serviceRole())
                  + " password '…'");
        }
      }
    }
  }

  /**
   * Takes everything from the role and from everybody, and grants what it needs, at one instant.
   */
  void grant() throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(ONE_AFTER_THE_OTHER);
      statement.execute(read(GRANTS).replace("${service}", quoted(target.serviceRole())));
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** What it may do beyond that, by other ways; empty when all is well. */
  List<String> rightsBeyond() throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(read(BEYOND))) {
      query.setString(1, target.serviceRole());
      query.setString(2, target.owner());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String read(String resource) {
    try (InputStream file = ServiceRole.class.getResourceAsStream(resource)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
