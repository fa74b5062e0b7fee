package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AcceptGrant;
import dev.hushkey.stack.fixture.AmazonLogin;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.keycloak.KeycloakServer;
import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.testing.FurtherPeople;
import dev.hushkey.testing.InstalledArchive;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine with the archive and nothing else of the project: an ordinary user starts it by its
 * unit's command, with TLS to every service and at its own listener, and it links and hands out.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ArchiveIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DATABASE = LocalStack.HUSHKEY + "_archive";
  private static final String UNIT = "hushkey.service";
  private static final String MIGRATION = "hushkey-migrate.service";
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofSeconds(10);
  private static final int OK = 200;

  /** {@code EX_CONFIG} of sysexits. */
  private static final int BAD_CONFIGURATION = 78;

  @TempDir static Path directory;

  private static LocalStack stack;
  private static InstalledArchive archive;
  private static SSLContext trusted;
  private static HttpClient http;
  private static String issuer;
  private static String inner;
  private static String refreshToken;
  private static Path log;
  private static Process service;

  @BeforeAll
  static void installAndStart() throws Exception {
    stack = TestStack.current();
    trusted = stack.certificates().clientContext();
    http = HttpClient.newBuilder().sslContext(trusted).build();
    Ports ports = Ports.free();
    issuer = "https://127.0.0.1:" + ports.hushkey();
    inner = "http://127.0.0.1:" + ports.inner();
    log = directory.resolve("service.log");
    stack.postgres().dropDatabase(DATABASE);
    stack.postgres().ensureDatabase(DATABASE, LocalStack.OWNER);
    FurtherPeople.mayLogInAt(issuer);
    archive = InstalledArchive.unpack(directory);
    configure();
    migrate();
    service = archive.start(UNIT, Map.of("HUSHKEY_JAVA_OPTIONS", "-Xmx512m"), log);
    boolean ready =
        ServiceProcess.await(() -> !service.isAlive() || status(inner + "/q/health") == OK, START);
    assertThat(ready && service.isAlive()).as(() -> read(log)).isTrue();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (service != null) {
      service.destroyForcibly().waitFor();
    }
    archive.remove();
  }

  /** The example of the archive, with this stack's values in place of its own. */
  private static void configure() {
    Map<String, String> settings = new TreeMap<>();
    Map<String, String> files = new TreeMap<>();
    archive.example().forEach((key, value) -> settings.put(key, archive.here(value)));
    for (Path tls :
        List.of(
            stack.certificates().authority(),
            stack.certificates().certificate(),
            stack.certificates().key())) {
      files.put("tls/" + tls.getFileName(), read(tls));
    }
    stack.hushkeyConfigTls(DATABASE).forEach((key, value) -> move(key, value, settings, files));
    settings.put("hushkey.issuer", issuer);
    settings.remove("quarkus.http.port");
    settings.put("quarkus.management.port", Integer.toString(URI.create(inner).getPort()));
    settings.put("quarkus.http.ssl-port", Integer.toString(URI.create(issuer).getPort()));
    String listener = "quarkus.tls.listener.key-store.pem.0.";
    settings.put(listener + "cert", archive.configured("tls/server.crt").toString());
    settings.put(listener + "key", archive.configured("tls/server.key").toString());
    archive.configure(settings, files);
    // all that an operator has to fill in has been filled in
    assertThat(settings.values()).noneMatch(value -> value.contains("example.com:"));
  }

  /** As the unit does, which hands over one secret of the owner's and none of the service's. */
  private static void migrate() throws InterruptedException {
    String credential = archive.setting(MIGRATION, "LoadCredential").split(":")[0];
    archive.configure(
        Map.of("owner/" + credential, stack.postgres().password(LocalStack.OWNER) + "\n"));
    Map<String, String> environment =
        Map.of("HUSHKEY_SECRETS", archive.configured("owner").toString());
    Path output = directory.resolve("migrate.log");
    Process migration = archive.start(MIGRATION, environment, output);
    assertThat(migration.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(migration.exitValue()).as(() -> read(output)).isZero();
  }

  /** Puts a setting of the stack where an installation has it: a secret into a file of its own. */
  private static void move(
      String key, String value, Map<String, String> settings, Map<String, String> files) {
    if (key.startsWith("quarkus.") && key.matches(".*(password|[.-]secret)")) {
      files.put("secrets/" + key, value + "\n");
    } else if (key.matches(".*(client-secrets|-file)") && !key.endsWith("ca-file")) {
      Path file = Path.of(value.replaceFirst("^file:", ""));
      String name = "secrets/" + file.getFileName();
      files.put(name, read(file));
      settings.put(key, value.replace(file.toString(), archive.configured(name).toString()));
    } else {
      String authority = stack.certificates().authority().toString();
      settings.put(key, value.replace(authority, archive.configured("tls/ca.crt").toString()));
    }
  }

  @Test
  @Order(1)
  void installedService_linksAndHandsOut() throws Exception {
    Linking linking = new Linking(stack).at(issuer, trusted);
    DeviceId device = new DeviceId("camera-" + UUID.randomUUID());
    JsonNode owned =
        send(
            "PUT",
            "/v1/devices/" + device.value() + "/owner",
            "camera-backend",
            Map.of("user", People.ALICE, "name", "Camera", "room", "Hall"));
    assertThat(owned.path("device").asText()).isEqualTo(device.value());

    Linking.Tokens tokens =
        linking.link("alice", Map.of(device, Set.of(Action.VIEW, Action.EVENTS)));
    String code = new AmazonLogin(stack).code("alice-amazon");
    JsonNode granted =
        send(
            "POST",
            "/v1/alexa/directives",
            "alexa-skill",
            AcceptGrant.message(code, tokens.accessToken()));
    assertThat(granted.at("/event/header/name").asText()).isEqualTo("AcceptGrant.Response");
    JsonNode handedOut =
        send(
            "POST",
            "/v1/handouts",
            "camera-backend",
            Map.of(
                "user",
                People.ALICE,
                "device",
                device.value(),
                "assistant",
                "alexa",
                "action",
                "events"));

    assertThat(handedOut.at("/handouts/0/accessToken").asText()).startsWith("eyJ");
    refreshToken = tokens.refreshToken();
  }

  @Test
  @Order(1)
  void installedService_servesTheApiDocumentOfTheRepository() throws Exception {
    String document = Files.readString(Path.of("docs/api/openapi.yaml"));
    assertThat(get(inner + "/q/openapi")).isEqualTo(document);
    JsonNode json = JSON.readTree(get(inner + "/q/openapi?format=json"));
    assertThat(json.path("paths").fieldNames()).toIterable().contains("/v1/handouts");
    assertThat(JSON.readTree(get(inner + "/q/openapi.json"))).isEqualTo(json);
  }

  /** A person's machine: a profile with the company's own authority, and nothing of the project. */
  @Test
  @Order(1)
  void commands_reachTheService_byAProfileWithItsAuthorityAndItsRealm() {
    archive.configure(
        Map.of(
            "admin/secret",
            stack.keycloak().clientSecret("hushkey-admin") + "\n",
            "admin/ca.pem",
            read(stack.certificates().authority()),
            "admin/hushkey/config.toml",
            """
            profile = "live"
            [profiles.live]
            server = "%s"
            issuer = "%s"
            ca-file = "../ca.pem"
            production = true
            """
                .formatted(issuer, stack.keycloak().tlsRealm(KeycloakServer.HUSHKEY_REALM))));
    Map<String, String> admin = Map.of("XDG_CONFIG_HOME", archive.configured("admin").toString());

    Command login =
        archive.run(
            admin,
            "login",
            "--client-id",
            "hushkey-admin",
            "--client-secret-file",
            archive.configured("admin/secret").toString());
    Command list = archive.run(admin, "links", "list", "--output", "csv");
    Command elsewhere = archive.run(Map.of("HUSHKEY_URL", issuer), "login");

    assertThat(login.exitCode()).as(login.output()).isZero();
    assertThat(list.exitCode()).as(list.output()).isZero();
    assertThat(list.output()).startsWith("link,user,assistant,state,devices,since,reason");
    assertThat(elsewhere.output()).contains("TLS failed", "ca-file in a profile");
  }

  @Test
  @Order(2)
  void log_complainsOfNoSettingAndNoCache() {
    assertThat(read(log))
        .contains("Profile prod activated")
        .doesNotContain("Unrecognized configuration key")
        .doesNotContain("[aot]");
  }

  @Test
  @Order(3)
  void sigterm_letsRequestsInFlightFinish_andEndsInSeconds() throws Exception {
    String form = "grant_type=refresh_token&refresh_token=" + refreshToken;
    String head =
        """
        POST /oauth2/token HTTP/1.1\r
        Host: 127.0.0.1\r
        Authorization: Basic %s\r
        Content-Type: application/x-www-form-urlencoded\r
        Content-Length: %d\r
        Connection: close\r
        \r
        """
            .formatted(
                Base64.getEncoder()
                    .encodeToString(
                        (Linking.CLIENT_ID + ":" + stack.alexaClientSecret())
                            .getBytes(StandardCharsets.UTF_8)),
                form.length());
    int half = form.length() / 2;
    try (Socket socket =
        trusted.getSocketFactory().createSocket("127.0.0.1", URI.create(issuer).getPort())) {
      socket.setSoTimeout((int) END.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write((head + form.substring(0, half)).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      await().atMost(END).until(ArchiveIT::hasARequestInFlight);
      long asked = System.nanoTime();
      service.destroy();
      await().atMost(END).until(() -> read(log).contains("Waiting for HTTP requests to complete"));
      assertThat(service.isAlive()).isTrue();

      out.write(form.substring(half).getBytes(StandardCharsets.US_ASCII));
      out.flush();

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200").contains("access_token");
      assertThat(service.waitFor(END.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(END);
    }
    assertThat(service.exitValue())
        .isEqualTo(Integer.parseInt(archive.setting(UNIT, "SuccessExitStatus")));
  }

  @Test
  void command_ofTheInstalledArchive_works() {
    Command version = archive.run(Map.of(), "--version");
    assertThat(version.exitCode()).as(version.output()).isZero();
    assertThat(version.output()).startsWith("hushkey ");
    assertThat(archive.run(Map.of()).output()).startsWith("NAME\n  hushkey - ");
  }

  /** With few libraries, also where a command speaks of those that need all. */
  @Test
  void commands_knowAllOthers_andReadTheServiceWhereverTheyAreNamed() {
    assertThat(archive.run(Map.of(), "help").output()).contains("doctor", "migrate", "links");
    assertThat(archive.run(Map.of(), "man", "doctor").output()).contains("vault");
    Command doctor = archive.run(Map.of(), "--output", "csv", "doctor", "--only", "settings");
    assertThat(doctor.output()).startsWith("area,check,status,text,means,remedy");
  }

  @Test
  void classesOfCommands_areArchivedByTheFirstOne() throws IOException {
    archive.configure(Map.of("person/empty", ""));
    Path home = archive.configured("person");
    Map<String, String> person = Map.of("HOME", home.toString());
    assertThat(archive.run(person, "--version").exitCode()).isZero();
    Path caches = home.resolve(".cache/hushkey");
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () ->
                assertThat(names(caches))
                    .singleElement()
                    .asString()
                    .matches("commands-\\d+-\\d+\\.jsa"));
    assertThat(archive.run(person, "--version").output()).startsWith("hushkey ");
    assertThat(names(caches)).hasSize(1);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void manualPagesAndCompletion_areThere() throws IOException {
    Path share = archive.home().resolve("share");
    assertThat(Files.readString(share.resolve("man/man1/hushkey-doctor.1")))
        .contains("hushkey\\-doctor", ".SH EXIT STATUS");
    assertThat(Files.readString(share.resolve("bash-completion/completions/hushkey")))
        .startsWith("#!")
        .contains("complete -F _complete_hushkey");
  }

  @Test
  void configurationThatIsMissingOrClosed_isNamed() throws IOException {
    Path secrets = Files.createDirectory(directory.resolve("closed secrets"));
    Path secret = Files.writeString(secrets.resolve("quarkus.datasource.password"), "hunter2");
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    Command missing = archive.run(Map.of("HUSHKEY_CONFIG", "/nowhere"), "serve");
    Command closed = archive.run(Map.of("HUSHKEY_SECRETS", secrets.toString()), "serve");

    assertThat(missing.exitCode()).isEqualTo(BAD_CONFIGURATION);
    assertThat(missing.output()).contains("cannot be read: file:///nowhere does not exist");
    assertThat(closed.exitCode()).isEqualTo(BAD_CONFIGURATION);
    assertThat(closed.output())
        .contains("in it quarkus.datasource.password cannot be read by nobody");
  }

  /** A request of one of the company's services; the answer is good. */
  private static JsonNode send(String method, String path, String client, Object body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(issuer + path))
            .header("Authorization", "Bearer " + token(client))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(OK);
    return JSON.readTree(answer.body());
  }

  /** From Keycloak over TLS, since it names itself as it is called. */
  private static String token(String client) throws Exception {
    String form =
        PlainBrowser.encode(
            List.of(
                Map.entry("grant_type", "client_credentials"),
                Map.entry("client_id", client),
                Map.entry("client_secret", stack.keycloak().clientSecret(client))));
    URI endpoint =
        URI.create(
            stack.keycloak().tlsRealm(KeycloakServer.HUSHKEY_REALM)
                + "/protocol/openid-connect/token");
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    return JSON.readTree(answer.body()).path("access_token").asText();
  }

  private static boolean hasARequestInFlight() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(inner + "/q/metrics")).build();
    return http.send(request, HttpResponse.BodyHandlers.ofLines())
        .body()
        .anyMatch(
            line ->
                line.startsWith("http_server_active_requests")
                    && line.contains("\"" + URI.create(issuer).getPort() + "\"")
                    && line.endsWith(" 1.0"));
  }

  private static String get(String address) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(5)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static int status(String address) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(5)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
