package dev.hushkey.stack.postgres;

import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StateDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Backs a server up and restores it to a moment, as pgBackRest and Barman do: a base backup by
 * PostgreSQL's low-level interface, and an archive of the write-ahead log. See <a
 * href="https://www.postgresql.org/docs/18/continuous-archiving.html">Continuous Archiving and
 * Point-in-Time Recovery</a>.
 */
public final class PointInTime {

  private static final String DATABASE = "postgres";
  private static final Duration RECOVERED = Duration.ofSeconds(60);

  private final PostgresServer server;
  private final StateDirectory state;
  private final Path backup;
  private final Path archive;

  public PointInTime(PostgresServer server, StateDirectory state) {
    this.server = server;
    this.backup = state.root().resolve("base-backup");
    this.archive = state.root().resolve("wal-archive");
    this.state = state;
  }

  /** Has each finished segment of the log archived; restarts the server. */
  public void archive() {
    state.directory(archive.getFileName().toString());
    server.execute(DATABASE, "alter system set archive_mode = on");
    server.execute(
        DATABASE, "alter system set archive_command = 'cp %%p %s/%%f'".formatted(archive));
    server.restart();
  }

  /** Makes a base backup of the running server. */
  public void backUp() {
    copy(server, backup);
  }

  /** Copies the data of a running server. */
  static void copy(PostgresServer server, Path to) {
    StateDirectory.delete(to);
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('hushkey', true)");
      copy(server.data(), to);
      try (ResultSet row = statement.executeQuery("select labelfile from pg_backup_stop()")) {
        row.next();
        Files.writeString(to.resolve("backup_label"), row.getString(1));
      }
    } catch (SQLException e) {
      throw new StackException("PostgreSQL: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The server's disk is gone; whatever it had not archived yet goes into the archive first, or
   * not.
   */
  public void loseDisk(boolean logIsSaved) {
    server.kill();
    if (logIsSaved) {
      saveLog();
    }
    StateDirectory.delete(server.data());
  }

  private void saveLog() {
    try (Stream<Path> segments = Files.list(server.data().resolve("pg_wal"))) {
      for (Path segment : segments.filter(Files::isRegularFile).toList()) {
        Files.copy(
            segment, archive.resolve(segment.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Restores the backup, and the log to this moment or to its end; ends when the server is a
   * primary again.
   */
  public void restore(Optional<Instant> until) {
    try {
      copy(backup, server.data());
      Files.createFile(server.data().resolve("recovery.signal"));
      Files.writeString(
          server.data().resolve("postgresql.auto.conf"),
          """
          restore_command = 'cp %s/%%f %%p'
          recovery_target_timeline = 'current'
          recovery_target_action = 'promote'
          """
                  .formatted(archive)
              + until.map(PointInTime::target).orElse(""),
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.start();
    awaitPrimary();
  }

  /** PostgreSQL takes a numeric offset here, and no Z. */
  private static String target(Instant until) {
    return "recovery_target_time = '%s'%n".formatted(until.toString().replace("Z", "+00"));
  }

  private void awaitPrimary() {
    long limit = System.nanoTime() + RECOVERED.toNanos();
    while (isRecovering()) {
      if (System.nanoTime() > limit) {
        throw new StackException("PostgreSQL is still in recovery, see " + server.log());
      }
      pause();
    }
  }

  private boolean isRecovering() {
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_is_in_recovery()")) {
      row.next();
      return row.getBoolean(1);
    } catch (SQLException e) {
      throw new StackException("PostgreSQL: " + e.getMessage(), e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(50));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  /** A data directory with the rights of its files, without what belongs to a running server. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path name = from.relativize(path);
        if (!isOfARun(name)) {
          Files.copy(path, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  private static boolean isOfARun(Path name) {
    return name.startsWith("postmaster.pid")
        || name.startsWith("postmaster.opts")
        || name.startsWith("pg_wal") && (name.getNameCount() > 2 || name.toString().contains("0"));
  }
}
