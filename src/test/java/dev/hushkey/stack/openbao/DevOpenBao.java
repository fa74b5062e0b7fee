package dev.hushkey.stack.openbao;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.process.Http;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.ToolCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A second OpenBao, in memory, of which a test has the root token: for what the stack's own has no
 * use for, such as other ways to log in, TLS and namespaces.
 */
public final class DevOpenBao implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String ROOT = "root-of-a-test";

  private final StateDirectory state;
  private final Path binary;
  private final int port = freePort();
  private final int tlsPort = freePort();
  private final ServiceProcess server;

  private DevOpenBao(LocalStack stack) {
    this.state = stack.state();
    this.binary = OpenBaoServer.binary(ToolCache.ofUser());
    this.server = new ServiceProcess("openbao-dev", state, "TERM");
  }

  /**
   * Starts one; besides plain http it listens with this certificate, for clients that show one of
   * this authority.
   */
  public static DevOpenBao start(Path certificate, Path key, Path clientAuthority) {
    DevOpenBao bao = new DevOpenBao(TestStack.current());
    bao.launch(bao.config(certificate, key, clientAuthority));
    return bao;
  }

  /** Starts one that listens with plain http only. */
  public static DevOpenBao start() {
    DevOpenBao bao = new DevOpenBao(TestStack.current());
    bao.launch("");
    return bao;
  }

  /** {@code http://127.0.0.1:PORT}. */
  public String address() {
    return "http://127.0.0.1:" + port;
  }

  /** {@code https://127.0.0.1:PORT}. */
  public String tlsAddress() {
    return "https://127.0.0.1:" + tlsPort;
  }

  /** May do everything. */
  public String rootToken() {
    return ROOT;
  }

  /** Reads as root. */
  public JsonNode read(String path) {
    return new VaultApi(address(), ROOT).require(path);
  }

  /** Writes as root. */
  public JsonNode write(String path, Map<String, ?> body) {
    return new VaultApi(address(), ROOT).require(path, body);
  }

  /** Writes as root in a namespace, or with other headers. */
  public JsonNode write(String path, Map<String, ?> body, Map<String, String> headers) {
    return new VaultApi(address(), ROOT).require(path, body, headers);
  }

  /** The status of a request with this token. */
  public int status(String token, String method, String path, String body) {
    return new VaultApi(address(), token).status(method, path, body);
  }

  /** A new token with this policy only. */
  public String tokenWith(String policy) {
    Map<String, ?> wanted =
        Map.of("policies", List.of(policy), "no_default_policy", true, "ttl", "10m");
    return write("auth/token/create", wanted).at("/auth/client_token").asText();
  }

  /** Renews a token for as long as it may. */
  public JsonNode renew(String token, String increment) {
    return new VaultApi(address(), token)
        .require("auth/token/renew-self", Map.of("increment", increment));
  }

  /** Starts {@code bao agent} or {@code bao proxy} with this configuration. */
  public AutoCloseable assistant(String command, String config) {
    Path file = state.directory("run").resolve("openbao-" + command + ".hcl");
    StateDirectory.writePrivately(file, config);
    ServiceProcess process = new ServiceProcess("openbao-" + command, state, "TERM");
    process.start(
        List.of(binary.toString(), command, "-config=" + file), environment(), state.root());
    return () -> process.stop(LIMIT);
  }

  /** A port that nobody listens at. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that only we may read. */
  public Path file(String name, String content) {
    Path file = state.directory("run").resolve(name);
    StateDirectory.writePrivately(file, content);
    return file;
  }

  private void launch(String config) {
    Path file = file("openbao-dev.hcl", config);
    server.start(
        List.of(
            binary.toString(),
            "server",
            "-dev",
            "-dev-no-store-token",
            "-log-level=debug",
            "-dev-root-token-id=" + ROOT,
            "-dev-listen-address=127.0.0.1:" + port,
            "-config=" + file),
        environment(),
        state.root());
    server.awaitHealthy(() -> Http.status(address() + "/v1/sys/health") == 200, LIMIT);
  }

  private Map<String, String> environment() {
    return Map.of("HOME", state.root().toString());
  }

  private String config(Path certificate, Path key, Path clientAuthority) {
    return """
        listener "tcp" {
          address                            = "127.0.0.1:%d"
          tls_cert_file                      = "%s"
          tls_key_file                       = "%s"
          tls_require_and_verify_client_cert = true
          tls_client_ca_file                 = "%s"
        }
        """
        .formatted(tlsPort, certificate, key, clientAuthority);
  }

  @Override
  public void close() {
    server.stop(LIMIT);
  }
}
