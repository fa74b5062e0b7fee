package dev.hushkey.stack.bench.endure;

import dev.hushkey.migration.Migration;
import dev.hushkey.migration.MigrationTarget;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.bench.storm.HaProxy;
import dev.hushkey.stack.bench.subject.Backends;
import dev.hushkey.stack.cluster.EtcdCluster;
import dev.hushkey.stack.cluster.PatroniCluster;
import dev.hushkey.stack.openbao.OpenBaoCluster;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.Resources;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.postgresql.Driver;

/**
 * All processes of an installation in which nothing stands alone but Keycloak, which is the local
 * stack's.
 */
final class Site implements Backends, AutoCloseable {

  static final int REPLICAS = 3;

  /** Below those that the system gives to outgoing connections, so that a restart finds its own. */
  private static final int FIRST_PORT = 20;

  private static final int OF_ETCD = 0;
  private static final int OF_PATRONI = OF_ETCD + EtcdCluster.PORTS;
  private static final int OF_OPENBAO = OF_PATRONI + PatroniCluster.PORTS;
  private static final int OF_PROXIES = OF_OPENBAO + OpenBaoCluster.PORTS;
  private static final int OF_REPLICAS = OF_PROXIES + 3;

  private static final Duration WHOLE = Duration.ofMinutes(3);
  private static final String BOTH = "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable";

  private final LocalStack stack;
  private EtcdCluster etcd;
  private PatroniCluster postgres;
  private OpenBaoCluster openBao;
  private HaProxy inner;
  private HaProxy outer;
  private final List<HushkeyServer> replicas;

  private Site(LocalStack stack) {
    this.stack = stack;
    this.replicas =
        IntStream.range(0, REPLICAS)
            .mapToObj(
                i ->
                    stack.replica(
                        "endure-" + (i + 1),
                        port(OF_REPLICAS + 2 * i),
                        port(OF_REPLICAS + 2 * i + 1)))
            .toList();
  }

  /** Starts everything but the replicas, on no data. */
  static Site start(LocalStack stack) {
    Site site = new Site(stack);
    try {
      site.start();
      return site;
    } catch (RuntimeException failed) {
      site.close();
      throw failed;
    }
  }

  private void start() {
    replicas.forEach(HushkeyServer::stop);
    StateDirectory state = stack.state();
    etcd = EtcdCluster.start(state, stack.tools(), ports(OF_ETCD, EtcdCluster.PORTS));
    postgres =
        PatroniCluster.start(state, stack.tools(), etcd, ports(OF_PATRONI, PatroniCluster.PORTS));
    Path vault = state.root().resolve("cluster/openbao");
    StateDirectory.delete(vault);
    openBao =
        OpenBaoCluster.start(vault, StackAssistant.ids(), ports(OF_OPENBAO, OpenBaoCluster.PORTS));
    inner = HaProxy.start(state, "bench-haproxy-inner", config("inner.cfg"), innerPort());
    outer = HaProxy.start(state, "bench-haproxy-outer", config("outer.cfg"), outerPort());
    execute(PatroniCluster.SUPERUSER, role(LocalStack.OWNER), role(LocalStack.HUSHKEY));
  }

  private String role(String name) {
    // base64url, so nothing in it needs quoting
    return "create role %s login password '%s'".formatted(name, stack.postgres().password(name));
  }

  EtcdCluster etcd() {
    return etcd;
  }

  PatroniCluster postgres() {
    return postgres;
  }

  OpenBaoCluster openBao() {
    return openBao;
  }

  /** Before PostgreSQL and OpenBao. */
  HaProxy inner() {
    return inner;
  }

  /** Before the replicas. */
  HaProxy outer() {
    return outer;
  }

  List<HushkeyServer> replicas() {
    return replicas;
  }

  /** Waits, for minutes, until nothing is missing anywhere; whether it came so far. */
  boolean awaitWhole() {
    return ServiceProcess.await(this::isWhole, WHOLE);
  }

  private boolean isWhole() {
    return postgres.isWhole()
        && openBao.isWhole()
        && replicas.stream().allMatch(HushkeyServer::isHealthy);
  }

  @Override
  public LocalStack stack() {
    return stack;
  }

  @Override
  public Map<String, String> settings(String database) {
    Map<String, String> config = new TreeMap<>(stack.hushkeyConfig(database));
    config.put(
        "quarkus.datasource.reactive.url",
        "postgresql://127.0.0.1:%d/%s".formatted(innerPort(), database));
    config.put("hushkey.migration.jdbc-url", jdbcUrl(database));
    config.putAll(openBao.settings(0));
    config.put("hushkey.vault.address", "http://127.0.0.1:" + vaultPort());
    return config;
  }

  /** How to run a command on the database as its owner. */
  Map<String, String> ownersEnvironment() {
    return Map.of(
        "QUARKUS_PROFILE",
        "dev",
        "HUSHKEY_MIGRATION_PASSWORD",
        stack.postgres().password(LocalStack.OWNER));
  }

  @Override
  public void make(String database) {
    drop(database);
    execute(
        PatroniCluster.SUPERUSER,
        "create database %s owner %s".formatted(database, LocalStack.OWNER),
        "revoke all on database %s from public".formatted(database));
    new Migration(
            MigrationTarget.of(
                jdbcUrl(database),
                LocalStack.OWNER,
                SecretText.of(stack.postgres().password(LocalStack.OWNER)),
                LocalStack.HUSHKEY))
        .run();
  }

  @Override
  public void drop(String database) {
    execute(
        PatroniCluster.SUPERUSER, "drop database if exists %s with (force)".formatted(database));
  }

  @Override
  public Connection connect(String database) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", PatroniCluster.SUPERUSER);
    login.setProperty("password", postgres.password());
    login.setProperty("connectTimeout", "2");
    login.setProperty("loginTimeout", "4");
    // seconds; a primary that hangs answers nobody
    login.setProperty("socketTimeout", "60");
    return new Driver().connect(jdbcUrl(database), login);
  }

  private void execute(String database, String... statements) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new StackException("PostgreSQL: " + e.getMessage(), e);
    }
  }

  private String jdbcUrl(String database) {
    return BOTH.formatted(innerPort(), database);
  }

  private String config(String file) {
    return Resources.filled(
        Resources.text("endure/" + file),
        name ->
            switch (name) {
              case "postgres" -> Integer.toString(innerPort());
              case "postgres-one" -> member(0);
              case "postgres-two" -> member(1);
              case "openbao" -> Integer.toString(vaultPort());
              case "openbao-one" -> "127.0.0.1:" + openBao.port(0);
              case "openbao-two" -> "127.0.0.1:" + openBao.port(1);
              case "openbao-three" -> "127.0.0.1:" + openBao.port(2);
              case "hushkey" -> Integer.toString(outerPort());
              case "hushkey-one" -> replica(0);
              case "hushkey-two" -> replica(1);
              case "hushkey-three" -> replica(2);
              case "unavailable" -> unavailable().toString();
              default -> throw new StackException("no value for @" + name + "@");
            });
  }

  private String member(int number) {
    return "127.0.0.1:%d check port %d".formatted(postgres.port(number), postgres.restPort(number));
  }

  private String replica(int number) {
    return "127.0.0.1:%d check port %d"
        .formatted(port(OF_REPLICAS + 2 * number), port(OF_REPLICAS + 2 * number + 1));
  }

  /** A whole HTTP answer, as HAProxy wants it. */
  private Path unavailable() {
    Path file = stack.state().directory("run").resolve("unavailable.http");
    StateDirectory.writePrivately(
        file, Resources.text("endure/unavailable.http").replace("\n", "\r\n"));
    return file;
  }

  private int innerPort() {
    return port(OF_PROXIES);
  }

  private int vaultPort() {
    return port(OF_PROXIES + 1);
  }

  private int outerPort() {
    return port(OF_PROXIES + 2);
  }

  private int port(int number) {
    return stack.ports().hushkey() + FIRST_PORT + number;
  }

  private List<Integer> ports(int first, int number) {
    return IntStream.range(first, first + number).map(this::port).boxed().toList();
  }

  @Override
  public void close() {
    replicas.forEach(HushkeyServer::resume);
    replicas.forEach(HushkeyServer::stop);
    for (AutoCloseable each : new AutoCloseable[] {outer, inner, openBao, postgres, etcd}) {
      if (each != null) {
        try {
          each.close();
        } catch (Exception e) {
          System.err.println(e);
        }
      }
    }
  }
}
