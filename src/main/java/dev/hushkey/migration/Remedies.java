package dev.hushkey.migration;

import dev.hushkey.migration.MigrationFailure.Kind;
import java.sql.SQLException;
import java.util.Locale;

/** What went wrong, in words that say what to do next; by PostgreSQL's error codes. */
public final class Remedies {

  private final MigrationTarget target;
  private final OwnerConnections connections;

  public Remedies(MigrationTarget target, OwnerConnections connections) {
    this.target = target;
    this.connections = connections;
  }

  public MigrationFailure of(SQLException thrown) {
    String state = thrown.getSQLState() == null ? "" : thrown.getSQLState();
    String said = thrown.getMessage() == null ? "" : thrown.getMessage().strip();
    return switch (state) {
      case "28P01" ->
          failure(
              Kind.REFUSED,
              "PostgreSQL refuses the password of %s, or there is no such role. Check"
                      .formatted(target.owner())
                  + " hushkey.migration.username and hushkey.migration.password.",
              thrown);
      case "28000" -> failure(Kind.REFUSED, notLetIn(said), thrown);
      case "3D000" ->
          failure(
              Kind.REFUSED,
              "There is no database %1$s. As a superuser: create database %1$s owner %2$s"
                  .formatted(connections.database(), target.owner()),
              thrown);
      case "42501" -> failure(Kind.REFUSED, noRight(said), thrown);
      case "55P03" ->
          failure(
              Kind.UNAVAILABLE,
              "Another session holds a lock for longer than hushkey.migration.lock (%s)."
                      .formatted(target.lock())
                  + " Nothing was changed by the migration that waited; repeat the command.",
              thrown);
      default -> byClass(state, said, thrown);
    };
  }

  private MigrationFailure byClass(String state, String said, SQLException thrown) {
    if (isAboutTls(said)) {
      return failure(
          Kind.REFUSED,
          "No TLS with PostgreSQL at %s: %s. Check sslmode and sslrootcert in"
                  .formatted(connections.servers(), said)
              + " hushkey.migration.jdbc-url, and `ssl` at the server.",
          thrown);
    }
    if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")) {
      return failure(
          Kind.UNAVAILABLE,
          "PostgreSQL at %s does not answer: %s. Check hushkey.migration.jdbc-url, then repeat the"
                  .formatted(connections.servers(), said)
              + " command.",
          thrown);
    }
    return failure(Kind.SCHEMA, "PostgreSQL refused: " + said, thrown);
  }

  private String notLetIn(String said) {
    return "PostgreSQL does not let %s into the database %s from here: %s. See pg_hba.conf at the"
            .formatted(target.owner(), connections.database(), said)
        + " server; \"no encryption\" means that it wants TLS (sslmode in"
        + " hushkey.migration.jdbc-url).";
  }

  private String noRight(String said) {
    return "The role %1$s lacks a right: %2$s. It has to own the database and the schema public. As"
            .formatted(target.owner(), said)
        + " a superuser: alter database %1$s owner to %2$s; and in it: alter schema public owner to"
            .formatted(connections.database(), target.owner())
        + " pg_database_owner; if tables belong to somebody else: reassign owned by that role to "
        + target.owner();
  }

  private static boolean isAboutTls(String said) {
    String lower = said.toLowerCase(Locale.ROOT);
    return lower.contains("ssl") || lower.contains("certificate") || lower.contains("pkix");
  }

  private static MigrationFailure failure(Kind kind, String message, Throwable cause) {
    return new MigrationFailure(kind, message, cause);
  }
}
