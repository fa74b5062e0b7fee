package dev.hushkey.stack.cluster;

import dev.hushkey.stack.process.Http;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.ToolCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three members of etcd, of which any may die: where Patroni keeps who leads. */
public final class EtcdCluster implements AutoCloseable {

  /** How many members there are. */
  public static final int MEMBERS = 3;

  /** How many ports they take. */
  public static final int PORTS = 2 * MEMBERS;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int OK = 200;

  private final StateDirectory state;
  private final Path program;
  private final List<Integer> ports;
  private final List<ServiceProcess> members;

  private EtcdCluster(StateDirectory state, ToolCache tools, List<Integer> ports) {
    this.state = state;
    this.program = EtcdProgram.in(tools);
    this.ports = List.copyOf(ports);
    this.members =
        IntStream.range(0, MEMBERS)
            .mapToObj(member -> new ServiceProcess("bench-" + name(member), state, "TERM"))
            .toList();
  }

  /** Starts them on no data. */
  public static EtcdCluster start(StateDirectory state, ToolCache tools, List<Integer> ports) {
    EtcdCluster cluster = new EtcdCluster(state, tools, ports);
    cluster.close();
    for (int member = 0; member < MEMBERS; member++) {
      StateDirectory.delete(cluster.data(member));
      cluster.launch(member);
    }
    for (int member = 0; member < MEMBERS; member++) {
      cluster.awaitHealthy(member);
    }
    return cluster;
  }

  /** {@code 127.0.0.1:PORT} of each, for clients. */
  public List<String> addresses() {
    return IntStream.range(0, MEMBERS).mapToObj(this::address).toList();
  }

  /** Ends a member as a crash would. */
  public void kill(int member) {
    members.get(member).kill();
  }

  /** Starts a killed member again, on its data. */
  public void revive(int member) {
    launch(member);
    awaitHealthy(member);
  }

  @Override
  public void close() {
    members.forEach(member -> member.stop(LIMIT));
  }

  private void launch(int member) {
    List<String> command = new ArrayList<>(List.of(program.toString(), "--name", name(member)));
    command.addAll(List.of("--data-dir", data(member).toString()));
    for (String kind : List.of("--listen-client-urls", "--advertise-client-urls")) {
      command.addAll(List.of(kind, "http://" + address(member)));
    }
    for (String kind : List.of("--listen-peer-urls", "--initial-advertise-peer-urls")) {
      command.addAll(List.of(kind, peer(member)));
    }
    String all =
        IntStream.range(0, MEMBERS)
            .mapToObj(each -> name(each) + "=" + peer(each))
            .collect(Collectors.joining(","));
    command.addAll(List.of("--initial-cluster", all, "--log-level", "warn"));
    // all of it on one busy machine: no election because somebody waited for a processor
    command.addAll(List.of("--heartbeat-interval", "250", "--election-timeout", "2500"));
    members.get(member).start(command, Map.of(), state.root());
  }

  private void awaitHealthy(int member) {
    members
        .get(member)
        .awaitHealthy(() -> Http.status("http://" + address(member) + "/health") == OK, LIMIT);
  }

  private Path data(int member) {
    return state.directory("cluster").resolve(name(member));
  }

  private static String name(int member) {
    return "etcd-" + (member + 1);
  }

  private String address(int member) {
    return "127.0.0.1:" + ports.get(2 * member);
  }

  private String peer(int member) {
    return "http://127.0.0.1:" + ports.get(2 * member + 1);
  }
}
