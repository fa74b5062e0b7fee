package dev.hushkey.stack.openbao;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.Http;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.ToolCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Three real OpenBao servers that make one Raft cluster, each in a process that ends with this JVM.
 * For what only a cluster does: standbys, and the change of the leader.
 */
public final class OpenBaoCluster implements AutoCloseable {
  /** How many servers there are. */
  public static final int NODES = 3;

  /** How many ports they take. */
  public static final int PORTS = 2 * NODES;

  private static final int ACTIVE = 200;
  private static final int STANDBY = 429;
  private static final int NOT_INITIALISED = 501;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Ends the server as a crash would when our end of its standard input closes. */
  private static final String END_WITH_US =
      """
      "$@" >"$0" 2>&1 & pid=$!
      cat >/dev/null
      kill -KILL "$pid"
      """;

  private final StateDirectory state;
  private final Path binary = OpenBaoServer.binary(ToolCache.ofUser());
  private final List<String> assistants;
  private final List<Integer> ports;
  private final List<Process> processes = new ArrayList<>();
  private String unsealKey;

  private OpenBaoCluster(Path directory, List<String> assistants, List<Integer> ports) {
    this.state = new StateDirectory(directory);
    this.assistants = List.copyOf(assistants);
    this.ports = List.copyOf(ports);
  }

  /**
   * Starts, joins, unseals and provisions in an empty directory.
   *
   * @param assistants the ids of those that get a key each
   * @param ports at least {@value #PORTS} that are free
   */
  public static OpenBaoCluster start(Path directory, List<String> assistants, List<Integer> ports) {
    OpenBaoCluster cluster = new OpenBaoCluster(directory, assistants, ports);
    try {
      IntStream.range(0, NODES).forEach(node -> cluster.processes.add(cluster.launch(node)));
      VaultApi root = cluster.initialise();
      IntStream.range(1, NODES).forEach(cluster::unseal);
      cluster.awaitVoters(root);
      cluster.provision(root);
      return cluster;
    } catch (RuntimeException failed) {
      cluster.close();
      throw failed;
    }
  }

  /** The node that is active now, if there is one. */
  public OptionalInt leader() {
    return IntStream.range(0, NODES).filter(node -> health(node) == ACTIVE).findFirst();
  }

  /** The active node, as soon as there is one. */
  public int awaitLeader() {
    await("no leader", () -> leader().isPresent());
    return leader().orElseThrow();
  }

  /** A node that is unsealed and not active. */
  public int standby() {
    return IntStream.range(0, NODES)
        .filter(node -> health(node) == STANDBY)
        .findFirst()
        .orElseThrow();
  }

  /** Ends a node as a crash would. */
  public void kill(int node) {
    Process process = processes.get(node);
    try {
      process.getOutputStream().close();
      process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  /** Stops a node where it stands, as a machine does that hangs. */
  public void pause(int node) {
    signal(node, "STOP");
  }

  /** Lets it go on. */
  public void resume(int node) {
    signal(node, "CONT");
  }

  private void signal(int node, String signal) {
    processes
        .get(node)
        .descendants()
        .forEach(
            process -> Command.run("sh", "-c", "kill -%s %d".formatted(signal, process.pid())));
  }

  /** Whether all nodes are unsealed, and one of them is active. */
  public boolean isWhole() {
    return leader().isPresent()
        && IntStream.range(0, NODES)
                .filter(node -> health(node) == ACTIVE || health(node) == STANDBY)
                .count()
            == NODES;
  }

  /** Starts a killed node again, and unseals it. */
  public void revive(int node) {
    processes.set(node, launch(node));
    unseal(node);
  }

  /** How the service is told of this node. */
  public Map<String, String> settings(int node) {
    return Map.of(
        "hushkey.vault.address", address(node),
        "hushkey.vault.app-role.role-id-file", state.secret("role-id").toString(),
        "hushkey.vault.app-role.secret-id-file", state.secret("secret-id").toString(),
        "hushkey.vault.rotate.app-role.role-id-file", state.secret("rotate-role-id").toString(),
        "hushkey.vault.rotate.app-role.secret-id-file",
            state.secret("rotate-secret-id").toString());
  }

  @Override
  public void close() {
    IntStream.range(0, processes.size()).forEach(this::kill);
  }

  private Process launch(int node) {
    Path config = state.directory("config").resolve("node-" + node + ".hcl");
    StateDirectory.writePrivately(config, config(node));
    String log = state.log("node-" + node).toString();
    List<String> command =
        List.of("sh", "-c", END_WITH_US, log, binary.toString(), "server", "-config=" + config);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HOME", state.root().toString());
    try {
      Process process = builder.start();
      await("node " + node + " does not answer; see " + log, () -> health(node) != 0);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String config(int node) {
    return """
        storage "raft" {
          path                   = "%s"
          node_id                = "node-%d"
          performance_multiplier = "1"
          retry_join {
            leader_api_addr = "%s"
          }
        }
        listener "tcp" {
          address         = "127.0.0.1:%d"
          cluster_address = "127.0.0.1:%d"
          tls_disable     = true
        }
        api_addr     = "%s"
        cluster_addr = "http://127.0.0.1:%d"
        """
        .formatted(
            state.directory("data-" + node),
            node,
            address(0),
            ports.get(2 * node),
            ports.get(2 * node + 1),
            address(node),
            ports.get(2 * node + 1));
  }

  private VaultApi initialise() {
    VaultApi first = new VaultApi(address(0), "");
    await("node 0 says nothing of itself", () -> health(0) == NOT_INITIALISED);
    JsonNode keys = first.require("sys/init", Map.of("secret_shares", 1, "secret_threshold", 1));
    unsealKey = keys.at("/keys_base64/0").asText();
    unseal(0);
    awaitLeader();
    return first.with(keys.at("/root_token").asText());
  }

  /** A node that has just joined has no vote, and without votes there is no new leader. */
  private void awaitVoters(VaultApi root) {
    root.require(
        "sys/storage/raft/autopilot/configuration", Map.of("server_stabilization_time", "1s"));
    await(
        "not all nodes have a vote",
        () ->
            root
                    .require("sys/storage/raft/configuration")
                    .at("/data/config/servers")
                    .findValues("voter")
                    .stream()
                    .filter(JsonNode::asBoolean)
                    .count()
                == NODES);
  }

  /** The root token ends here. */
  private void provision(VaultApi root) {
    String token = OpenBaoProvisioning.makeToken(root, "provision", assistants);
    new OpenBaoProvisioning(
            root.with(token),
            assistants,
            List.of(
                new OpenBaoProvisioning.MachineAccount(
                    "hushkey-serve", state.secret("role-id"), state.secret("secret-id")),
                new OpenBaoProvisioning.MachineAccount(
                    "hushkey-rotate",
                    state.secret("rotate-role-id"),
                    state.secret("rotate-secret-id"))))
        .provision();
    root.require("auth/token/revoke-self", Map.of());
  }

  /** Until it joined the cluster, a node knows no key and cannot be unsealed. */
  private void unseal(int node) {
    VaultApi api = new VaultApi(address(node), "");
    await(
        "node " + node + " stays sealed",
        () -> {
          api.post("sys/unseal", Map.of("key", unsealKey));
          int health = health(node);
          return health == ACTIVE || health == STANDBY;
        });
  }

  private int health(int node) {
    return Http.status(address(node) + "/v1/sys/health");
  }

  /** The port of this node's API. */
  public int port(int node) {
    return ports.get(2 * node);
  }

  private String address(int node) {
    return "http://127.0.0.1:" + ports.get(2 * node);
  }

  private static void await(String otherwise, BooleanSupplier condition) {
    if (!ServiceProcess.await(condition, LIMIT)) {
      throw new StackException(otherwise);
    }
  }
}
