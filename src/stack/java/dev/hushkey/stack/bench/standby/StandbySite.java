package dev.hushkey.stack.bench.standby;

import dev.hushkey.migration.Migration;
import dev.hushkey.migration.MigrationTarget;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.subject.Backends;
import dev.hushkey.stack.postgres.HotStandby;
import dev.hushkey.stack.postgres.PostgresServer;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.StackSecrets;
import dev.hushkey.stack.process.StateDirectory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A PostgreSQL of its own with a hot standby; all else is the local stack's. */
final class StandbySite implements Backends, AutoCloseable {

  private final LocalStack stack;
  private final StateDirectory state;
  private final PostgresServer primary;
  private final HotStandby standby;

  private StandbySite(LocalStack stack) {
    this.stack = stack;
    this.state = new StateDirectory(stack.state().root().resolve("standby"));
    Ports ports = Ports.free();
    this.primary = server("primary", ports.postgres());
    // a port that is free as well: nobody starts a Keycloak there
    this.standby = new HotStandby(primary, server("standby", ports.keycloak()));
  }

  private PostgresServer server(String name, int port) {
    Path directory = state.directory(name);
    return new PostgresServer(
        new StateDirectory(directory),
        new StackSecrets(stack.state()),
        stack.certificates(),
        stack.tools(),
        port);
  }

  /** Starts the primary, on no data. */
  static StandbySite start(LocalStack stack) {
    StandbySite site = new StandbySite(stack);
    site.close();
    StateDirectory.delete(site.primary.data());
    site.primary.start();
    site.primary.ensureRole(LocalStack.OWNER);
    site.primary.ensureRole(LocalStack.HUSHKEY);
    return site;
  }

  /** The standby; not started yet. */
  HotStandby standby() {
    return standby;
  }

  @Override
  public LocalStack stack() {
    return stack;
  }

  @Override
  public Map<String, String> settings(String database) {
    Map<String, String> config = new TreeMap<>(stack.hushkeyConfig(database));
    config.put("quarkus.datasource.reactive.url", primary.reactiveUrl(database));
    config.put("hushkey.migration.jdbc-url", primary.jdbcUrl(database));
    config.put("quarkus.management.port", "0");
    config.put("hushkey.standby.url", standby.server().reactiveUrl(database));
    // It is to be asked whatever it says
    config.put("hushkey.standby.max-lag", "PT24H");
    config.put("hushkey.standby.max-overtaken", "100");
    return config;
  }

  @Override
  public void make(String database) {
    drop(database);
    primary.ensureDatabase(database, LocalStack.OWNER);
    new Migration(
            MigrationTarget.of(
                primary.jdbcUrl(database),
                LocalStack.OWNER,
                SecretText.of(primary.password(LocalStack.OWNER)),
                LocalStack.HUSHKEY))
        .run();
  }

  @Override
  public void drop(String database) {
    primary.dropDatabase(database);
  }

  @Override
  public Connection connect(String database) throws SQLException {
    return primary.connect(database);
  }

  /** Makes the standby, which shows each commit so much later. */
  void follow(Duration delay) {
    standby.start(delay);
  }

  @Override
  public void close() {
    standby.server().resume();
    standby.server().stop();
    primary.stop();
  }
}
