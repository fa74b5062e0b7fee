package dev.hushkey.stack.keycloak;

import dev.hushkey.stack.postgres.PostgresServer;
import dev.hushkey.stack.process.Http;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.ToolCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A further Keycloak on the stack's database for benchmarks: the stack's own is made to start
 * quickly, this one runs with the flags of Keycloak's own start script.
 */
public final class PeerKeycloak implements AutoCloseable {

  /** What {@code kc.sh} of Keycloak 26.7 gives the JVM outside of a container. */
  private static final List<String> KC_SH =
      List.of(
          "-XX:MetaspaceSize=96M",
          "-XX:MaxMetaspaceSize=256m",
          "-XX:+ExitOnOutOfMemoryError",
          "-Djava.security.egd=file:/dev/urandom",
          "-XX:+UseG1GC",
          "-Xms64m",
          "-Xmx512m");

  private static final Duration START_LIMIT = Duration.ofSeconds(300);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final int OK = 200;

  /**
   * Enough for 64 callers at once; Keycloak's own 100 would be more than PostgreSQL has for all.
   */
  private static final int POOL_SIZE = 64;

  private final String name;
  private final ServiceProcess process;
  private final String address;

  private PeerKeycloak(String name, ServiceProcess process, String address) {
    this.name = name;
    this.process = process;
    this.address = address;
  }

  /**
   * Starts it; a leftover of an interrupted run is ended first.
   *
   * @param name of its home and log; begins with {@code bench-}, by which {@code ./hushkey down}
   *     finds it
   * @param build options that Keycloak fixes when it is built
   */
  public static PeerKeycloak start(
      String name,
      List<String> build,
      StateDirectory state,
      ToolCache tools,
      PostgresServer postgres) {
    ServiceProcess process = new ServiceProcess(name, state, "TERM");
    process.stop(STOP_LIMIT);
    int port = freePort();
    String database = KeycloakServer.DATABASE;
    KeycloakHome home =
        KeycloakHome.prepare(
            state.directory(name),
            new KeycloakDistribution(tools, build).get(),
            new KeycloakHome.Settings(
                postgres.jdbcUrl(database),
                database,
                postgres.password(database),
                POOL_SIZE,
                new KeycloakHome.Listeners(port, List.of())));
    process.start(home.startCommand(KC_SH), Map.of(), home.home());
    PeerKeycloak started = new PeerKeycloak(name, process, "http://127.0.0.1:" + port);
    process.awaitHealthy(() -> Http.status(started.address + "/health/ready") == OK, START_LIMIT);
    return started;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  /** The name of its record in the state directory. */
  public String name() {
    return name;
  }

  /** {@code http://127.0.0.1:PORT}. */
  public String address() {
    return address;
  }

  /** Ends it in order. */
  @Override
  public void close() {
    process.stop(STOP_LIMIT);
  }
}
