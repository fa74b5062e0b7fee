package dev.hushkey.stack.bench.storm;

import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StateDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real HAProxy before the replicas. Their connections are shared by all clients ({@code
 * http-reuse always}), which is where a mix-up on the way would happen.
 */
public final class HaProxy implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final List<Path> PROGRAMS =
      List.of(Path.of("/usr/sbin/haproxy"), Path.of("/usr/local/sbin/haproxy"));

  private static final String CONFIG =
      """
      global
        maxconn 4000
      defaults
        mode http
        timeout connect 1s
        timeout client 30s
        timeout server 10s
        timeout http-keep-alive 30s
        timeout queue 2s
        timeout check 2s
        retries 2
        retry-on conn-failure
        option redispatch
        http-reuse always
        balance roundrobin
      frontend storm
        bind 127.0.0.1:%d
        default_backend hushkey
      backend hushkey
        option httpchk
        http-check send meth GET uri /q/health/ready ver HTTP/1.1 hdr Host 127.0.0.1
        default-server inter 500ms fall 3 rise 1
      """;

  private final int port;
  private final ServiceProcess process;
  private final List<String> command;

  private HaProxy(int port, ServiceProcess process, List<String> command) {
    this.port = port;
    this.process = process;
    this.command = command;
  }

  /** Fails with what to do when it is not there. */
  public static void require() {
    program();
  }

  private static Path program() {
    Stream<Path> onPath =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(directory -> Path.of(directory, "haproxy"));
    return Stream.concat(onPath, PROGRAMS.stream())
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new StackException(
                    "haproxy is missing. On Debian: apt-get install --no-install-recommends"
                        + " haproxy"));
  }

  static HaProxy start(StateDirectory state, List<HushkeyServer> replicas) {
    int port = Ports.free().hushkey();
    String servers =
        replicas.stream()
            .map(
                replica ->
                    "  server s%1$d 127.0.0.1:%1$d check port %2$d%n"
                        .formatted(
                            URI.create(replica.address()).getPort(),
                            URI.create(replica.innerAddress()).getPort()))
            .collect(Collectors.joining());
    return start(state, "bench-haproxy", CONFIG.formatted(port) + servers, port);
  }

  /**
   * Starts one with this configuration.
   *
   * @param name begins with {@code bench-}: what {@code ./hushkey down} ends after a run that was
   *     killed
   * @param port where it listens, if at several the first
   */
  public static HaProxy start(StateDirectory state, String name, String config, int port) {
    Path file = state.directory("run").resolve(name + ".cfg");
    StateDirectory.writePrivately(file, config);
    ServiceProcess process = new ServiceProcess(name, state, "TERM");
    process.stop(LIMIT);
    HaProxy proxy =
        new HaProxy(port, process, List.of(program().toString(), "-db", "-f", file.toString()));
    proxy.launch(state.root());
    return proxy;
  }

  private void launch(Path directory) {
    process.start(command, Map.of(), directory);
    process.awaitHealthy(() -> answers(port), LIMIT);
  }

  /** Ends it as a crash would. */
  public void kill() {
    process.kill();
  }

  /** Starts it again. */
  public void revive() {
    launch(Path.of("/"));
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.stop(LIMIT);
  }
}
