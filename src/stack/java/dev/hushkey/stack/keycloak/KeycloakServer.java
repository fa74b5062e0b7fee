package dev.hushkey.stack.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.stack.postgres.PostgresServer;
import dev.hushkey.stack.process.Http;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StackCertificates;
import dev.hushkey.stack.process.StackSecrets;
import dev.hushkey.stack.process.StateDirectory;
import dev.hushkey.stack.tool.Resources;
import dev.hushkey.stack.tool.ToolCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real Keycloak with two realms: ours, and one that plays Login with Amazon. */
public final class KeycloakServer {
  /** The realm of our people and internal callers. */
  public static final String HUSHKEY_REALM = "hushkey";

  /** The realm that plays the assistant's own authorization server. */
  public static final String AMAZON_REALM = "login-with-amazon";

  public static final String DATABASE = "keycloak";

  private static final List<String> REALMS = List.of(HUSHKEY_REALM, AMAZON_REALM);
  private static final Duration START_LIMIT = Duration.ofSeconds(300);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  /** Java writes the AOT cache when the process ends. */
  private static final Duration RECORDED_STOP_LIMIT = Duration.ofMinutes(5);

  private static final int OK = 200;
  private static final int POOL_SIZE = 20;
  private static final String ADMIN = "admin";
  private static final String AOT_CACHE = "keycloak.aot";

  /** Gives up speed later for a start in half the time and half the memory. */
  private static final List<String> QUICK_START =
      List.of(
          "-Xms64m",
          "-Xmx512m",
          "-XX:MaxMetaspaceSize=256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError");

  private final StateDirectory state;
  private final StackSecrets secrets;
  private final StackCertificates certificates;
  private final ToolCache tools;
  private final Ports ports;
  private final PostgresServer postgres;
  private final ServiceProcess process;

  public KeycloakServer(
      StateDirectory state,
      StackSecrets secrets,
      StackCertificates certificates,
      ToolCache tools,
      Ports ports,
      PostgresServer postgres) {
    this.state = state;
    this.secrets = secrets;
    this.certificates = certificates;
    this.tools = tools;
    this.ports = ports;
    this.postgres = postgres;
    this.process = new ServiceProcess("keycloak", state, "TERM");
  }

  /**
   * Starts the server, or does nothing when it runs and is ready; imports the realms at the first
   * start.
   */
  public void start() {
    if (!process.isRunning() || !isHealthy()) {
      process.stop(STOP_LIMIT);
      launch();
    }
    adaptAddresses();
  }

  /** Ends it in order. */
  public void stop() {
    process.stop(STOP_LIMIT);
  }

  /** Ends it as a crash would. */
  public void kill() {
    process.kill();
  }

  /** Stops and starts. */
  public void restart() {
    stop();
    start();
  }

  public boolean isRunning() {
    return process.isRunning();
  }

  /** Whether it runs and says that it is ready. */
  public boolean isHealthy() {
    return Http.status(address() + "/health/ready") == OK;
  }

  /** {@code http://127.0.0.1:PORT}. */
  public String address() {
    return "http://127.0.0.1:" + ports.keycloak();
  }

  /** {@code https://127.0.0.1:PORT}: the same server over TLS. */
  public String tlsAddress() {
    return "https://127.0.0.1:" + ports.keycloakTls();
  }

  /** The issuer of a realm: Keycloak names itself by the address at which it is called. */
  public String realm(String realm) {
    return address() + "/realms/" + realm;
  }

  /** The issuer of a realm for those who call it over TLS. */
  public String tlsRealm(String realm) {
    return tlsAddress() + "/realms/" + realm;
  }

  /** The token endpoint of a realm. */
  public String tokenEndpoint(String realm) {
    return realm(realm) + "/protocol/openid-connect/token";
  }

  /** The server's log. */
  public Path log() {
    return process.log();
  }

  /**
   * The password of alice, bob, carol, alice-amazon, bob-amazon, or of {@code admin} of the
   * console.
   */
  public String password(String user) {
    return secrets.password(user);
  }

  /**
   * The secret of a confidential client: hushkey-admin, camera-backend, alexa-skill, hushkey-lwa …
   */
  public String clientSecret(String client) {
    return secrets.secret(client + "-secret");
  }

  /** The file that holds {@link #clientSecret}. */
  public Path clientSecretFile(String client) {
    return secrets.secretFile(client + "-secret");
  }

  /**
   * An access token by client credentials: hushkey-admin, camera-backend, alexa-skill,
   * hushkey-sessions.
   */
  public String serviceToken(String client) {
    Map<String, String> request =
        Map.of(
            "grant_type",
            "client_credentials",
            "client_id",
            client,
            "client_secret",
            clientSecret(client));
    return accessToken(HUSHKEY_REALM, request);
  }

  /** An access token that may do everything with every realm, for a minute. */
  public String adminToken() {
    return accessToken(
        "master",
        Map.of(
            "grant_type",
            "password",
            "client_id",
            "admin-cli",
            "username",
            ADMIN,
            "password",
            secrets.password(ADMIN)));
  }

  private String accessToken(String realm, Map<String, String> request) {
    return Http.form(tokenEndpoint(realm), request)
        .orFail("Keycloak's token endpoint of realm " + realm)
        .at("/access_token")
        .asText();
  }

  private void launch() {
    KeycloakDistribution distribution = new KeycloakDistribution(tools);
    KeycloakHome keycloak =
        KeycloakHome.prepare(state.directory("keycloak"), distribution.get(), settings());
    Path home = keycloak.home();
    // After PostgreSQL was away, the pool's dead connections would each fail one more request
    StateDirectory.writePrivately(
        home.resolve("conf/quarkus.properties"),
        "quarkus.datasource.jdbc.validate-on-borrow=true\n");
    Path cache =
        tools
            .get(distribution.aotCacheName(), directory -> record(keycloak, directory))
            .resolve(AOT_CACHE);
    run(keycloak, "-XX:AOTCache=" + cache);
  }

  /**
   * Lets Java write down what a start loads and links, so that every later one has it ready: half
   * the work of a start. Once per machine, Keycloak and Java.
   */
  private void record(KeycloakHome keycloak, Path directory) {
    run(keycloak, "-XX:AOTCacheOutput=" + directory.resolve(AOT_CACHE));
    process.stop(RECORDED_STOP_LIMIT);
  }

  private void run(KeycloakHome keycloak, String aot) {
    Path home = keycloak.home();
    boolean first = !Files.exists(importedMarker());
    List<String> flags = new ArrayList<>(QUICK_START);
    flags.add(aot);
    List<String> command = new ArrayList<>(keycloak.startCommandForAotCache(flags));
    if (first) {
      writeRealms(home);
      command.add("--import-realm");
    }
    Map<String, String> environment =
        Map.of(
            "KC_BOOTSTRAP_ADMIN_USERNAME",
            ADMIN,
            "KC_BOOTSTRAP_ADMIN_PASSWORD",
            secrets.password(ADMIN));
    process.start(command, environment, home);
    process.awaitHealthy(this::isHealthy, START_LIMIT);
    if (first) {
      // The files hold the secrets a second time
      StateDirectory.delete(imports(home));
      new SessionEndingPermission(address() + "/admin/realms/" + HUSHKEY_REALM, adminToken())
          .grant();
      StateDirectory.writePrivately(importedMarker(), importedFor());
    }
  }

  private KeycloakHome.Settings settings() {
    return new KeycloakHome.Settings(
        postgres.jdbcUrl(DATABASE),
        DATABASE,
        postgres.password(DATABASE),
        POOL_SIZE,
        new KeycloakHome.Listeners(
            ports.keycloak(),
            List.of(
                "https-port=" + ports.keycloakTls(),
                "https-certificate-file=" + certificates.certificate(),
                "https-certificate-key-file=" + certificates.key())));
  }

  private static Path imports(Path home) {
    return home.resolve("data/import");
  }

  private void writeRealms(Path home) {
    try {
      Files.createDirectories(imports(home));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String realm : REALMS) {
      StateDirectory.writePrivately(imports(home).resolve(realm + ".json"), filledRealm(realm));
    }
  }

  private String filledRealm(String realm) {
    return Resources.filled(
        Resources.text("keycloak/" + realm + ".json"),
        name ->
            switch (name) {
              case "hushkey-port" -> Integer.toString(ports.hushkey());
              case "keycloak-port" -> Integer.toString(ports.keycloak());
              case "assistant-port" -> Integer.toString(ports.assistant());
              case String user when user.endsWith("-password") ->
                  password(user.replace("-password", ""));
              default -> secrets.secret(name);
            });
  }

  private Path importedMarker() {
    return state.directory("keycloak").resolve("imported");
  }

  private String importedFor() {
    return "%d %d %d".formatted(ports.hushkey(), ports.assistant(), ports.keycloak());
  }

  /**
   * After the ports moved, addresses in Keycloak's database still name the old ones: the clients'
   * redirect URIs, and Amazon's own.
   */
  private void adaptAddresses() {
    if (StateDirectory.read(importedMarker()).orElse("").equals(importedFor())) {
      return;
    }
    String admin = adminToken();
    REALMS.forEach(realm -> adaptRedirects(realm, admin));
    adaptAmazon(admin);
    StateDirectory.writePrivately(importedMarker(), importedFor());
  }

  private void adaptRedirects(String realm, String token) {
    for (JsonNode wanted : clientsOf(realm)) {
      if (wanted.has("redirectUris")) {
        replaceClient(realm, token, (ObjectNode) wanted);
      }
    }
  }

  private void adaptAmazon(String token) {
    String realm = address() + "/admin/realms/" + AMAZON_REALM;
    ObjectNode found = (ObjectNode) Http.send(authorized(realm, token)).orFail("Keycloak: realm");
    found
        .withObjectProperty("attributes")
        .setAll((ObjectNode) definition(AMAZON_REALM).get("attributes"));
    put(realm, token, found, "Keycloak: the address of " + AMAZON_REALM);
  }

  private Iterable<JsonNode> clientsOf(String realm) {
    return (ArrayNode) definition(realm).get("clients");
  }

  private JsonNode definition(String realm) {
    try {
      return Http.JSON.readTree(filledRealm(realm));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void replaceClient(String realm, String token, ObjectNode wanted) {
    String clients = address() + "/admin/realms/" + realm + "/clients";
    String query = "?clientId=" + wanted.get("clientId").asText();
    JsonNode found = Http.send(authorized(clients + query, token)).orFail("Keycloak: clients");
    String client = clients + "/" + found.at("/0/id").asText();
    put(client, token, wanted, "Keycloak: redirect URIs of " + query);
  }

  private static void put(String url, String token, JsonNode wanted, String what) {
    HttpRequest.Builder put =
        authorized(url, token)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(wanted.toString()));
    Http.send(put).orFail(what);
  }

  private static HttpRequest.Builder authorized(String url, String token) {
    return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token);
  }

  /** The demo's people of our realm. */
  static Stream<String> people() {
    return Stream.of("alice", "bob", "carol");
  }
}
