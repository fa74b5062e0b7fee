package dev.hushkey.stack.postgres;

import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StateDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A hot standby of a server: it follows by streaming replication, and is held back by any time. See
 * <a href="https://www.postgresql.org/docs/18/warm-standby.html">Log-Shipping Standby Servers</a>.
 */
public final class HotStandby {

  private final PostgresServer primary;
  private final PostgresServer standby;

  /**
   * @param standby with a state directory of its own, in which nothing is; the primary's secrets
   */
  public HotStandby(PostgresServer primary, PostgresServer standby) {
    this.primary = primary;
    this.standby = standby;
  }

  /**
   * Copies the primary and follows it; ends when the standby can be asked.
   *
   * @param delay for how long it keeps each commit from those who ask ({@code
   *     recovery_min_apply_delay})
   */
  public void start(Duration delay) {
    StateDirectory.delete(standby.data());
    PointInTime.copy(primary, standby.data());
    try {
      Files.createFile(standby.data().resolve("standby.signal"));
      Files.writeString(
          standby.data().resolve("postgresql.auto.conf"),
          """
          primary_conninfo = '%s'
          recovery_min_apply_delay = '%d ms'
          """
              .formatted(primary.replicationLogIn(), delay.toMillis()),
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    standby.start();
  }

  /** The server that follows. */
  public PostgresServer server() {
    return standby;
  }

  /** Whether it streams from the primary. */
  public boolean isStreaming() {
    return text(primary, "select count(*)::text from pg_stat_replication").equals("1");
  }

  private static String text(PostgresServer server, String query) {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new StackException("PostgreSQL: " + e.getMessage(), e);
    }
  }
}
