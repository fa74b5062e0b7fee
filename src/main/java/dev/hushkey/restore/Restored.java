package dev.hushkey.restore;

import dev.hushkey.migration.MigrationFailure;
import dev.hushkey.migration.MigrationFailure.Kind;
import dev.hushkey.migration.MigrationTarget;
import dev.hushkey.migration.OwnerConnections;
import dev.hushkey.migration.Remedies;
import dev.hushkey.revocation.selection.RevocationScope;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Lets a restored database be used again, as its owner, once somebody has said what was lost. All
 * that may have ended meanwhile ends in the same transaction, so before the first request is
 * answered.
 */
public final class Restored {

  private static final String IS_NOTICED =
      """
      select t.system_identifier <> s.system_identifier or t.timeline <> s.timeline
        from database_timeline t, server_now() s
      """;

  private static final String NO_FUNCTION = "42883";
  private static final String NO_TABLE = "42P01";

  private final OwnerConnections connections;
  private final Remedies remedies;

  public Restored(MigrationTarget target) {
    this.connections = new OwnerConnections(target);
    this.remedies = new Remedies(target, connections);
  }

  /**
   * What was done.
   *
   * @param lostSince when a replica last wrote to the database; empty if nothing was lost
   * @param links that ended
   * @param devices whose owner the camera backend has to say again
   * @param signingKeys that were withdrawn
   */
  public record Outcome(Optional<Instant> lostSince, long links, long devices, long signingKeys) {}

  /**
   * Ends what may have ended, and takes note of the restore.
   *
   * @param unnoticed whether it is in order that nothing tells of a restore
   * @throws MigrationFailure when nothing was changed
   */
  public Outcome run(Lost lost, boolean unnoticed) {
    return inTransaction(
        connection -> {
          requireNoticed(connection, unnoticed);
          return switch (lost) {
            case Lost.Nothing _ -> note(connection, false, "nothing was lost", new Ended(0, 0, 0));
            case Lost.AllLinks _ ->
                note(connection, true, "all links end", end(connection, List.of("everything")));
            case Lost.KnownLinks known ->
                note(
                    connection,
                    true,
                    "known links end",
                    end(connection, scopes(connection, known)));
          };
        });
  }

  /**
   * Makes each device nobody's whose owner the camera backend has not said again.
   *
   * @return how many there were
   */
  public long forgetOwners() {
    return inTransaction(connection -> number(connection, "select forget_owners_at_backup()"));
  }

  private static void requireNoticed(Connection connection, boolean unnoticed) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(IS_NOTICED)) {
      row.next();
      if (!row.getBoolean(1) && !unnoticed) {
        throw new MigrationFailure(
            Kind.SETTING,
            "Nothing tells of a restore: the database is on the timeline on record. If it is an older"
                + " copy all the same, such as a snapshot of a disk, repeat the command with"
                + " --unnoticed. Nothing was changed.");
      }
    }
  }

  /** What ended, and what rotates: of its tokens nobody can say which were replaced. */
  private static List<String> scopes(Connection connection, Lost.KnownLinks known)
      throws SQLException {
    List<String> rotating = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select rotating_assistants()")) {
      while (rows.next()) {
        rotating.add("assistant:" + rows.getString(1));
      }
    }
    return List.copyOf(
        new TreeSet<>(
            Stream.concat(known.ended().stream().map(RevocationScope::key), rotating.stream())
                .toList()));
  }

  private record Ended(long links, long devices, long signingKeys) {}

  private static Ended end(Connection connection, List<String> scopes) throws SQLException {
    Array array = connection.createArrayOf("text", scopes.toArray());
    try (PreparedStatement query =
        connection.prepareStatement("select * from end_what_may_have_ended(?)")) {
      query.setArray(1, array);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new Ended(row.getLong("links"), row.getLong("devices"), row.getLong("signing_keys"));
      }
    }
  }

  private static Outcome note(Connection connection, boolean lost, String what, Ended ended)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("select note_timeline(?, ?)")) {
      query.setBoolean(1, lost);
      query.setString(
          2,
          "%s: %d links, %d devices, %d signing keys"
              .formatted(what, ended.links(), ended.devices(), ended.signingKeys()));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new Outcome(
            Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant),
            ended.links(),
            ended.devices(),
            ended.signingKeys());
      }
    }
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  private <T> T inTransaction(Work<T> work) {
    try (Connection connection = connections.open()) {
      connection.setAutoCommit(false);
      try {
        T done = work.with(connection);
        connection.commit();
        return done;
      } finally {
        connection.rollback();
      }
    } catch (SQLException refused) {
      throw failure(refused);
    }
  }

  private MigrationFailure failure(SQLException refused) {
    String state = String.valueOf(refused.getSQLState());
    return state.equals(NO_FUNCTION) || state.equals(NO_TABLE)
        ? new MigrationFailure(
            Kind.SCHEMA,
            "The schema is older than this release. Run `hushkey migrate`, then this command again.")
        : remedies.of(refused);
  }
}
