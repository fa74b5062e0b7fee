package dev.hushkey.stack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.postgres.PostgresServer;
import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.Http;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StackSecrets;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.PythonPackages;
import dev.hushkey.stack.tool.Resources;
import dev.hushkey.stack.tool.ToolCache;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two real PostgreSQL servers under Patroni: a primary, and a standby that has every write before
 * it is confirmed. Each member is a Patroni process and a PostgreSQL that it starts.
 */
public final class PatroniCluster implements AutoCloseable {

  /** How many members there are. */
  public static final int MEMBERS = 2;

  /** How many ports they take. */
  public static final int PORTS = 2 * MEMBERS;

  /** The superuser of both. */
  public static final String SUPERUSER = "postgres";

  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
  private static final int OK = 200;

  private final StateDirectory state;
  private final StackSecrets secrets;
  private final ToolCache tools;
  private final EtcdCluster etcd;
  private final List<Integer> ports;
  private final Map<String, String> python;
  private final List<ServiceProcess> members;

  private PatroniCluster(
      StateDirectory state, ToolCache tools, EtcdCluster etcd, List<Integer> ports) {
    this.state = state;
    this.secrets = new StackSecrets(state);
    this.tools = tools;
    this.etcd = etcd;
    this.ports = List.copyOf(ports);
    Path packages =
        PythonPackages.fetchAndBuild(
            "patroni", "patroni/requirements.txt", "patroni/build-requirements.txt");
    this.python = Map.of("PYTHONPATH", packages.toString(), "HOME", state.root().toString());
    this.members =
        IntStream.range(0, MEMBERS)
            .mapToObj(member -> new ServiceProcess("bench-" + name(member), state, "TERM"))
            .toList();
  }

  /** Starts both on no data, and waits until the standby has it all. */
  public static PatroniCluster start(
      StateDirectory state, ToolCache tools, EtcdCluster etcd, List<Integer> ports) {
    PatroniCluster cluster = new PatroniCluster(state, tools, etcd, ports);
    cluster.close();
    for (int member = 0; member < MEMBERS; member++) {
      StateDirectory.delete(cluster.data(member));
      cluster.revive(member);
      int began = member;
      if (!ServiceProcess.await(() -> cluster.isRunning(began), START_LIMIT)) {
        throw new StackException(
            name(member) + " does not run; see " + cluster.members.get(member).log());
      }
    }
    if (!ServiceProcess.await(cluster::isWhole, START_LIMIT)) {
      throw new StackException("No standby in step; see " + cluster.members.getLast().log());
    }
    return cluster;
  }

  /** The port of this member's PostgreSQL. */
  public int port(int member) {
    return ports.get(2 * member);
  }

  /** The port of this member's Patroni, which says what the member is. */
  public int restPort(int member) {
    return ports.get(2 * member + 1);
  }

  /** The password of {@link #SUPERUSER}. */
  public String password() {
    return secrets.secret("cluster-superuser-password");
  }

  /** The member that takes writes now, if there is one. */
  public OptionalInt primary() {
    return IntStream.range(0, MEMBERS)
        .filter(member -> Http.status(rest(member) + "/primary") == OK)
        .findFirst();
  }

  /** The member that takes writes, as soon as there is one. */
  public int awaitPrimary() {
    if (!ServiceProcess.await(() -> primary().isPresent(), START_LIMIT)) {
      throw new StackException("no primary");
    }
    return primary().orElseThrow();
  }

  /** Whether there is a primary, and a standby in step with it. */
  public boolean isWhole() {
    List<String> roles = new ArrayList<>();
    for (JsonNode member : view().path("members")) {
      roles.add(member.path("role").asText() + " " + member.path("state").asText());
    }
    return roles.contains("leader running") && roles.contains("sync_standby streaming");
  }

  /** Hands over in order, as before maintenance: {@code patronictl switchover}. */
  public void switchover() {
    int from = awaitPrimary();
    String control = "from patroni.ctl import ctl; ctl()";
    List<String> command = new ArrayList<>(List.of("python3", "-c", control));
    command.addAll(List.of("-c", config(from).toString(), "switchover", "hushkey", "--force"));
    command.addAll(List.of("--leader", name(from), "--candidate", name(other(from))));
    Command done = Command.run(command, python, state.root());
    if (!done.succeeded()) {
      throw new StackException("patronictl: " + done.output());
    }
  }

  /** The other member. */
  public static int other(int member) {
    return 1 - member;
  }

  /** Ends the PostgreSQL of this member as a crash would; its Patroni lives. */
  public void killPostgres(int member) {
    signal(postgres(member), "KILL");
  }

  /** Ends PostgreSQL and Patroni, as the loss of a machine would. */
  public void kill(int member) {
    members.get(member).kill();
    killPostgres(member);
  }

  /** Stops all of a member where it stands, as a machine does that hangs. */
  public void pause(int member) {
    members.get(member).pause();
    signal(postgres(member), "STOP");
  }

  /** Lets it go on. */
  public void resume(int member) {
    signal(postgres(member), "CONT");
    members.get(member).resume();
  }

  /** Starts a killed member again. */
  public void revive(int member) {
    StateDirectory.writePrivately(config(member), configuration(member));
    List<String> command = new ArrayList<>(PostgresServer.asAcceptableUser());
    command.addAll(List.of("python3", "-m", "patroni", config(member).toString()));
    members.get(member).start(command, python, state.root());
  }

  @Override
  public void close() {
    for (int member = MEMBERS - 1; member >= 0; member--) {
      resume(member);
      members.get(member).stop(STOP_LIMIT);
      killPostgres(member);
    }
  }

  private boolean isRunning(int member) {
    return Http.status(rest(member) + "/health") == OK;
  }

  private JsonNode view() {
    for (int member = 0; member < MEMBERS; member++) {
      try {
        Http.Answer answer =
            Http.send(HttpRequest.newBuilder(URI.create(rest(member) + "/cluster")));
        if (answer.status() == OK) {
          return answer.body();
        }
      } catch (StackException away) {
        // the other one knows as much
      }
    }
    return Http.JSON.createObjectNode();
  }

  /** PostgreSQL with its children; it is no child of Patroni's. */
  private List<ProcessHandle> postgres(int member) {
    return StateDirectory.read(data(member).resolve("postmaster.pid")).stream()
        .map(content -> content.lines().findFirst().orElse("").strip())
        .filter(pid -> !pid.isEmpty() && isOn(data(member), pid))
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .toList();
  }

  private static boolean isOn(Path data, String pid) {
    return StateDirectory.read(Path.of("/proc", pid, "cmdline"))
        .filter(command -> command.contains(data.toString()))
        .isPresent();
  }

  private static void signal(List<ProcessHandle> processes, String signal) {
    String all =
        processes.stream().map(each -> Long.toString(each.pid())).collect(Collectors.joining(" "));
    if (!all.isEmpty()) {
      // one that has ended meanwhile does not matter
      Command.run("sh", "-c", "kill -%s %s 2>/dev/null".formatted(signal, all));
    }
  }

  private String configuration(int member) {
    return Resources.filled(
        Resources.text("patroni/member.yml"),
        value ->
            switch (value) {
              case "name" -> name(member);
              case "rest-port" -> Integer.toString(restPort(member));
              case "port" -> Integer.toString(port(member));
              case "etcd" ->
                  String.join(", ", etcd.addresses().stream().map("'%s'"::formatted).toList());
              case "data" -> data(member).toString();
              case "pgpass" -> state.secret(name(member) + ".pgpass").toString();
              case "programs" -> PostgresServer.wholeInstallation(tools).toString();
              case "rest-password",
                  "superuser-password",
                  "replication-password",
                  "rewind-password" ->
                  secrets.secret("cluster-" + value);
              default -> throw new StackException("no value for @" + value + "@");
            });
  }

  private Path config(int member) {
    return state.directory("run").resolve(name(member) + ".yml");
  }

  private Path data(int member) {
    return state.directory("cluster").resolve(name(member));
  }

  private String rest(int member) {
    return "http://127.0.0.1:" + restPort(member);
  }

  private static String name(int member) {
    return "postgres-" + (member + 1);
  }
}
