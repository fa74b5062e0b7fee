package dev.hushkey.stack;

import dev.hushkey.migration.Migration;
import dev.hushkey.migration.MigrationTarget;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.keycloak.KeycloakServer;
import dev.hushkey.stack.keycloak.PeerKeycloak;
import dev.hushkey.stack.openbao.OpenBaoServer;
import dev.hushkey.stack.postgres.PostgresServer;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.ProcessRecord;
import dev.hushkey.stack.process.Progress;
import dev.hushkey.stack.process.StackCertificates;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StackSecrets;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.Resources;
import dev.hushkey.stack.tool.ToolCache;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * All services of one state directory. For {@code ./hushkey up} they run under {@code .hushkey};
 * for the tests they start once per JVM, under {@code target/stack}.
 */
public final class LocalStack {
  /** The role and the database of Hushkey. */
  public static final String HUSHKEY = "hushkey";

  /** The role that owns Hushkey's databases and migrates them. */
  public static final String OWNER = "hushkey_owner";

  /** What exchanged tokens are for; nothing of ours listens there. */
  public static final String CAMERA_BACKEND = "https://cameras.example.com";

  private final StateDirectory state;
  private final Ports ports;
  private final ToolCache tools;
  private final StackSecrets secrets;
  private final StackCertificates certificates;
  private final PostgresServer postgres;
  private final KeycloakServer keycloak;
  private final OpenBaoServer openBao;
  private final HushkeyServer hushkey;

  LocalStack(StateDirectory state, Ports ports, ToolCache tools) {
    this.state = state;
    this.ports = ports;
    this.tools = tools;
    this.secrets = new StackSecrets(state);
    this.certificates = new StackCertificates(state, secrets);
    this.postgres = new PostgresServer(state, secrets, certificates, tools, ports.postgres());
    this.keycloak = new KeycloakServer(state, secrets, certificates, tools, ports, postgres);
    this.openBao = new OpenBaoServer(state, certificates, tools, ports, StackAssistant.ids());
    this.hushkey = new HushkeyServer(state, ports);
  }

  /**
   * The stack whose files lie in this directory, started by another process: for the demo and for
   * tests.
   */
  public static LocalStack attach(Path stateDirectory) {
    StateDirectory state = new StateDirectory(stateDirectory);
    Properties ports = new Properties();
    try {
      String text =
          StateDirectory.read(portsFile(state))
              .orElseThrow(() -> new StackException("No stack in " + state.root() + "."));
      ports.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new LocalStack(state, Ports.from(ports), ToolCache.ofUser());
  }

  /**
   * Starts the services of another stack, for a whole installation beside the one of {@code
   * ./hushkey up}; not Hushkey. Who starts it ends it, by {@link #stopBeside}.
   */
  public static LocalStack startBeside(Path stateDirectory, Progress progress) {
    LocalStack beside =
        new LocalStack(new StateDirectory(stateDirectory), Ports.free(), ToolCache.ofUser());
    beside.startServices(progress);
    return beside;
  }

  /** Ends it, with its Hushkey. */
  public void stopBeside() {
    stop(_ -> {});
  }

  /** Starts PostgreSQL, then Keycloak and OpenBao beside each other; not Hushkey. */
  void startServices(Progress progress) {
    startDatabase(progress);
    together(() -> startKeycloak(progress), () -> startOpenBao(progress));
  }

  /**
   * Starts all. Hushkey need not wait for Keycloak, which takes longest: it starts beside it and is
   * ready when both are.
   */
  void startAll(Progress progress) {
    startDatabase(progress);
    together(
        () -> startKeycloak(progress),
        () -> {
          startOpenBao(progress);
          progress.step("Hushkey", () -> ready(this::startHushkey));
        });
  }

  private void startDatabase(Progress progress) {
    writePorts();
    certificates.ensure();
    progress.step(
        "PostgreSQL " + Resources.version("postgresql"), () -> ready(this::startPostgres));
  }

  private void startKeycloak(Progress progress) {
    progress.step("Keycloak " + Resources.version("keycloak"), () -> ready(keycloak::start));
  }

  private void startOpenBao(Progress progress) {
    progress.step("OpenBao", () -> ready(openBao::start));
  }

  /** Starts the packaged application on the database {@link #HUSHKEY}. */
  public void startHushkey() {
    ensureDatabase(HUSHKEY);
    hushkey.startFromCache(hushkeyConfig());
  }

  /** Prepares for a Hushkey that somebody else starts; returns the file with its settings. */
  Path prepareHushkey() {
    ensureDatabase(HUSHKEY);
    return hushkey.writeSettings(hushkeyConfig());
  }

  /** Makes a database for a Hushkey, unless it exists, and migrates it as its owner. */
  public void ensureDatabase(String database) {
    postgres.ensureDatabase(database, OWNER);
    new Migration(migration(database)).run();
  }

  /** What {@code hushkey migrate} takes for such a database. */
  public MigrationTarget migration(String database) {
    return MigrationTarget.of(
        postgres.jdbcUrl(database), OWNER, SecretText.of(postgres.password(OWNER)), HUSHKEY);
  }

  private void startPostgres() {
    postgres.start();
    postgres.ensureRole(OWNER);
    postgres.ensureRole(HUSHKEY);
    postgres.ensureRole(KeycloakServer.DATABASE);
    postgres.ensureDatabase(KeycloakServer.DATABASE, KeycloakServer.DATABASE);
  }

  private static String ready(Runnable start) {
    start.run();
    return "ready";
  }

  private static void together(Runnable... tasks) {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      CompletableFuture<?>[] running = new CompletableFuture<?>[tasks.length];
      for (int i = 0; i < tasks.length; i++) {
        running[i] = CompletableFuture.runAsync(tasks[i], threads);
      }
      CompletableFuture.allOf(running).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Ends all services in order, PostgreSQL last since the others write to it. */
  void stop(Consumer<String> stopped) {
    hushkey.stop();
    stopped.accept("Hushkey");
    together(keycloak::stop, openBao::stop);
    stopped.accept("Keycloak, OpenBao");
    postgres.stop();
    stopped.accept("PostgreSQL");
  }

  /** The settings of a Hushkey on this stack and its database {@link #HUSHKEY}. */
  public Map<String, String> hushkeyConfig() {
    return hushkeyConfig(HUSHKEY);
  }

  /** The settings of a Hushkey on this stack and a database of its own. */
  public Map<String, String> hushkeyConfig(String database) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("quarkus.http.host", "127.0.0.1");
    config.put("quarkus.http.port", Integer.toString(ports.hushkey()));
    config.put("quarkus.management.host", "127.0.0.1");
    config.put("quarkus.management.port", Integer.toString(ports.inner()));
    addDatabase(config, database);
    addKeycloak(config);
    addVault(config);
    config.put("hushkey.issuer", hushkey.address());
    config.put("hushkey.oauth.camera-backend-audience", CAMERA_BACKEND);
    config.put("hushkey.pages.csrf-key-file", secrets.keyFile("csrf-key").toString());
    for (StackAssistant assistant : StackAssistant.values()) {
      assistant.configure(
          config, redirectUri(assistant), secrets.secretFile(assistant.secretName()));
    }
    addUpstreamOfAlexa(config);
    return config;
  }

  /**
   * The settings of a Hushkey that speaks to every service of this stack over TLS, and trusts the
   * stack's authority only.
   */
  public Map<String, String> hushkeyConfigTls(String database) {
    Map<String, String> config = hushkeyConfig(database);
    String authority = certificates.authority().toString();
    config.put("hushkey.migration.jdbc-url", postgres.jdbcUrlTls(database));
    String reactive = "quarkus.datasource.reactive.";
    config.put(reactive + "postgresql.ssl-mode", "verify-full");
    config.put(reactive + "hostname-verification-algorithm", "HTTPS");
    config.put(reactive + "trust-certificate-pem", "true");
    config.put(reactive + "trust-certificate-pem.certs", authority);
    String tls = "stack";
    config.put("quarkus.tls." + tls + ".trust-store.pem.certs", authority);
    for (String tenant : List.of("", "dpop.", "login.")) {
      config.put("quarkus.oidc." + tenant + "tls.tls-configuration-name", tls);
    }
    String realm = keycloak.tlsRealm(KeycloakServer.HUSHKEY_REALM);
    config.put("quarkus.oidc.auth-server-url", realm);
    config.put("quarkus.oidc.login.auth-server-url", realm);
    config.put("quarkus.keycloak.admin-client.server-url", keycloak.tlsAddress());
    config.put("quarkus.keycloak.admin-client.tls-configuration-name", tls);
    config.put("hushkey.vault.address", openBao.tlsAddress());
    config.put("hushkey.vault.tls.ca-file", authority);
    return config;
  }

  private void addDatabase(Map<String, String> config, String database) {
    config.put("quarkus.datasource.username", HUSHKEY);
    config.put("quarkus.datasource.password", postgres.password(HUSHKEY));
    config.put("quarkus.datasource.reactive.url", postgres.reactiveUrl(database));
    config.put("hushkey.migration.jdbc-url", postgres.jdbcUrl(database));
  }

  private void addKeycloak(Map<String, String> config) {
    String realm = keycloak.realm(KeycloakServer.HUSHKEY_REALM);
    config.put("quarkus.oidc.auth-server-url", realm);
    config.put("quarkus.oidc.client-id", "hushkey-api");
    config.put("quarkus.oidc.login.auth-server-url", realm);
    config.put("quarkus.oidc.login.client-id", "hushkey-login");
    config.put("quarkus.oidc.login.credentials.secret", keycloak.clientSecret("hushkey-login"));
    config.put(
        "quarkus.oidc.login.token-state-manager.encryption-secret",
        secrets.secret("login-cookie-encryption"));
    config.put("quarkus.keycloak.admin-client.server-url", keycloak.address());
    config.put("quarkus.keycloak.admin-client.realm", KeycloakServer.HUSHKEY_REALM);
    config.put("quarkus.keycloak.admin-client.client-id", "hushkey-sessions");
    config.put(
        "quarkus.keycloak.admin-client.client-secret", keycloak.clientSecret("hushkey-sessions"));
    config.put("quarkus.keycloak.admin-client.grant-type", "CLIENT_CREDENTIALS");
  }

  private void addVault(Map<String, String> config) {
    config.put("hushkey.vault.address", openBao.address());
    config.put("hushkey.vault.transit-mount", "transit");
    config.put("hushkey.vault.app-role.role-id-file", openBao.roleIdFile().toString());
    config.put("hushkey.vault.app-role.secret-id-file", openBao.secretIdFile().toString());
    String rotate = "hushkey.vault.rotate.app-role.";
    config.put(rotate + "role-id-file", openBao.rotateRoleIdFile().toString());
    config.put(rotate + "secret-id-file", openBao.rotateSecretIdFile().toString());
  }

  private void addUpstreamOfAlexa(Map<String, String> config) {
    String alexa = "hushkey.assistants.alexa.";
    config.put(
        alexa + "upstream.token-endpoint", keycloak.tokenEndpoint(KeycloakServer.AMAZON_REALM));
    config.put(alexa + "upstream.client-id", "hushkey-lwa");
    config.put(
        alexa + "upstream.client-secrets", reference(keycloak.clientSecretFile("hushkey-lwa")));
    addAppToApp(config, alexa + "app-to-app.");
  }

  /** Amazon's side of it is played by dev.hushkey.stack.fixture.AlexaCloud, when that runs. */
  private void addAppToApp(Map<String, String> config, String app) {
    String logIn = keycloak.realm(KeycloakServer.AMAZON_REALM) + "/protocol/openid-connect/auth";
    config.put(app + "skill-id", "amzn1.ask.skill.hushkey-demo");
    config.put(app + "stage", "development");
    config.put(app + "client-id", "hushkey-app-to-app");
    config.put(app + "client-secrets", reference(keycloak.clientSecretFile("hushkey-app-to-app")));
    config.put(app + "redirect-uris", assistantAddress() + "/camera-app/alexa");
    config.put(app + "app-clients", "camera-app");
    config.put(app + "token-endpoint", assistantAddress() + "/auth/o2/token");
    config.put(app + "alexa-app", logIn);
    config.put(app + "login-with-amazon", logIn);
    config.put(app + "enablement-endpoints.na", assistantAddress());
    // The same server by another name, for people whose region is another one
    config.put(app + "enablement-endpoints.eu", "http://localhost:" + ports.assistant());
  }

  private static String reference(Path secretFile) {
    return "file:" + secretFile;
  }

  private static Path portsFile(StateDirectory state) {
    return state.directory("run").resolve("ports.properties");
  }

  private void writePorts() {
    StringWriter text = new StringWriter();
    try {
      ports.toProperties().store(text, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StateDirectory.writePrivately(portsFile(state), text.toString());
  }

  /** The services by the names of their logs, each with whether its process runs. */
  Map<String, BooleanSupplier> running() {
    return Map.of(
        "hushkey", hushkey::isRunning,
        "keycloak", keycloak::isRunning,
        "openbao", openBao::isRunning,
        "postgres", postgres::isRunning);
  }

  /**
   * Where the assistant's cloud of the demo and the tests listens: {@code http://127.0.0.1:8705}.
   */
  public String assistantAddress() {
    return "http://127.0.0.1:" + ports.assistant();
  }

  /**
   * The secret with which the assistant's cloud authenticates at Hushkey, as client
   * alexa-skill-link.
   */
  public String alexaClientSecret() {
    return clientSecret(StackAssistant.ALEXA);
  }

  /** The secret with which this assistant's cloud authenticates at Hushkey. */
  public String clientSecret(StackAssistant assistant) {
    return secrets.secret(assistant.secretName());
  }

  /** Where this assistant's cloud wants people back. */
  public String redirectUri(StackAssistant assistant) {
    return assistantAddress() + "/" + assistant.id() + "/callback";
  }

  /** Where the stack keeps its files. */
  public StateDirectory state() {
    return state;
  }

  /** All ports. */
  public Ports ports() {
    return ports;
  }

  /** The stack's certificate authority, and its certificate for this machine. */
  public StackCertificates certificates() {
    return certificates;
  }

  /** Where tools are kept that were downloaded or built. */
  public ToolCache tools() {
    return tools;
  }

  /** The database server. */
  public PostgresServer postgres() {
    return postgres;
  }

  /** The identity provider. */
  public KeycloakServer keycloak() {
    return keycloak;
  }

  /**
   * Starts a further Keycloak on the same database; the caller closes it.
   *
   * @param name begins with {@code bench-}
   * @param build options that Keycloak fixes when it is built
   */
  public PeerKeycloak peerKeycloak(String name, List<String> build) {
    return PeerKeycloak.start(name, build, state, tools, postgres);
  }

  /**
   * The processor time that each process of this stack has used so far, with its children; by the
   * names of their records: {@code postgres}, {@code openbao}, {@code hushkey-bench} …
   */
  public Map<String, Duration> processorTimes() {
    Map<String, ProcessRecord> alive = new TreeMap<>();
    for (Path file : state.records()) {
      ProcessRecord.read(file)
          .filter(ProcessRecord::isAlive)
          .ifPresent(
              record -> alive.put(file.getFileName().toString().replace(".pid", ""), record));
    }
    Set<Long> all =
        alive.values().stream().map(ProcessRecord::pid).collect(Collectors.toUnmodifiableSet());
    Map<String, Duration> times = new TreeMap<>();
    alive.forEach((name, record) -> times.put(name, record.processorTime(all)));
    return times;
  }

  /** What the JVM of this process has spent on compiling so far; zero for what is no JVM. */
  public Duration compilerTime(String process) {
    return ProcessRecord.read(state.record(process))
        .filter(ProcessRecord::isAlive)
        .map(ProcessRecord::compilerTime)
        .orElse(Duration.ZERO);
  }

  /** The Vault. */
  public OpenBaoServer openBao() {
    return openBao;
  }

  /** The packaged application; the tests' stack does not start it on its own. */
  public HushkeyServer hushkey() {
    return hushkey;
  }

  /**
   * The packaged application once more, as one of several replicas; not started yet. Who starts it
   * stops it.
   *
   * @param port where it shall listen; its inner listener takes a free port
   */
  public HushkeyServer replica(String name, int port) {
    return replica(name, port, Ports.free().inner());
  }

  /** The same with both ports given. */
  public HushkeyServer replica(String name, int port, int innerPort) {
    return new HushkeyServer(state, "hushkey-" + name, port, innerPort);
  }

  /** The log of the packaged application. */
  public Path hushkeyLog() {
    return hushkey.log();
  }
}
