package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.process.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The delivered program in a profile that is guarded. */
class GuardedStartIT {

  private static final String PROFILE = "staging";
  private static final String DATABASE = LocalStack.HUSHKEY + "_guarded";

  /** {@code EX_CONFIG} of sysexits. */
  private static final int BAD_CONFIGURATION = 78;

  @TempDir Path directory;

  private final LocalStack stack = TestStack.current();
  private final int port = Ports.free().hushkey();

  private Map<String, String> safe() {
    Map<String, String> config = new LinkedHashMap<>(stack.hushkeyConfigTls(DATABASE));
    config.put("quarkus.http.port", Integer.toString(port));
    return config;
  }

  /** As docs/deployment.md has it where TLS ends at the proxy. */
  private static Map<String, String> behindProxy() {
    String proxy = "quarkus.http.proxy.";
    return Map.of(
        proxy + "proxy-address-forwarding", "true",
        proxy + "allow-x-forwarded", "true",
        proxy + "enable-forwarded-host", "true",
        proxy + "trusted-proxies", "127.0.0.1");
  }

  @Test
  void safeInstallation_starts_speaksTlsToEveryService_andBelievesItsProxyAlone()
      throws IOException, SQLException {
    stack.postgres().dropDatabase(DATABASE);
    stack.ensureDatabase(DATABASE);
    HushkeyServer hushkey = stack.replica("guarded", port);
    Map<String, String> config = safe();
    config.putAll(behindProxy());
    try {
      hushkey.startIn(PROFILE, config);
      assertThat(connectionsWithTls()).containsOnly(true);
      assertThat(logInReturnsTo("127.0.0.1")).isEqualTo("https://link.example.com/account/login");
      assertThat(logInReturnsTo("127.0.0.2"))
          .isEqualTo("http://127.0.0.1:%d/account/login".formatted(port));
    } finally {
      hushkey.stop();
      stack.postgres().dropDatabase(DATABASE);
    }
  }

  /** Where Keycloak is to send people back to, when such a request comes from this address. */
  private String logInReturnsTo(String proxy) throws IOException {
    InetAddress here = InetAddress.ofLiteral("127.0.0.1");
    try (Socket socket = new Socket(here, port, InetAddress.ofLiteral(proxy), 0)) {
      socket.setSoTimeout(10_000);
      String request =
          """
          GET /account/assistants HTTP/1.1\r
          Host: 127.0.0.1:%d\r
          X-Forwarded-Proto: https\r
          X-Forwarded-Host: link.example.com\r
          Connection: close\r
          \r
          """;
      socket.getOutputStream().write(request.formatted(port).getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher uri = Pattern.compile("(?i)location: .*[?&]redirect_uri=([^&\\s]+)").matcher(answer);
      assertThat(uri.find()).as(answer).isTrue();
      return URLDecoder.decode(uri.group(1), StandardCharsets.UTF_8);
    }
  }

  private List<Boolean> connectionsWithTls() throws SQLException {
    String query =
        """
        select ssl from pg_stat_ssl join pg_stat_activity using (pid)
        where datname = '%s' and pid <> pg_backend_pid()
        """
            .formatted(DATABASE);
    List<Boolean> tls = new ArrayList<>();
    try (Connection connection = stack.postgres().connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        tls.add(rows.getBoolean(1));
      }
    }
    return tls;
  }

  @Test
  void mistakesOfEveryKind_endTheStart_withOneReadableList() throws Exception {
    Map<String, String> mistakes = new LinkedHashMap<>();
    mistakes.put("hushkey.issuer", "http://hushkey.example.com");
    mistakes.put("hushkey.vault.address", "http://vault.example.com:8200");
    mistakes.put("hushkey.oauth.camera-backend-audience", "hushkey-api");
    mistakes.put("hushkey.assistants.alexa.redirect-uris", "https://*.example.com/callback");
    mistakes.put(
        "hushkey.assistants.acme.client-secrets",
        "file:" + Files.writeString(directory.resolve("short"), "hunter2"));
    mistakes.put("quarkus.datasource.password", "hunter2");
    mistakes.put("hushkey.migration.jdbc-url", stack.postgres().jdbcUrl(DATABASE));
    mistakes.put("quarkus.datasource.reactive.postgresql.ssl-mode", "disable");
    mistakes.put("quarkus.datasource.reactive.hostname-verification-algorithm", "NONE");
    mistakes.put("quarkus.datasource.reactive.trust-all", "true");
    mistakes.put("quarkus.tls.stack.trust-all", "true");
    mistakes.put("quarkus.oidc.auth-server-url", "http://login.example.com/realms/hushkey");
    mistakes.put("quarkus.oidc.token.audience", "");
    mistakes.put("quarkus.oidc.token.issuer", "any");
    mistakes.put("quarkus.oidc.login.token-state-manager.encryption-secret", "change-me");
    mistakes.put("quarkus.oidc.login.authentication.pkce-required", "false");
    mistakes.put("quarkus.http.auth.permission.open.paths", "/v1/*");
    mistakes.put("quarkus.http.cors.origins", "*");
    mistakes.put("quarkus.http.proxy.proxy-address-forwarding", "true");
    mistakes.put("quarkus.http.access-log.enabled", "true");
    mistakes.put("quarkus.log.category.\"io.vertx\".level", "TRACE");
    Map<String, String> config = safe();
    config.putAll(mistakes);

    Path secrets = Files.createDirectory(directory.resolve("secrets"));
    Files.write(secrets.resolve("keystore.p12"), new byte[] {(byte) 0xff});
    Ended start =
        start(
            config,
            Map.of(
                "QUARKUS_SWAGGER_UI_ALWAYS_INCLUDE",
                "true",
                "SMALLRYE_CONFIG_SOURCE_FILE_LOCATIONS",
                secrets.toString()));

    assertThat(start.exitCode()).isEqualTo(BAD_CONFIGURATION);
    assertThat(mistakes).hasSizeGreaterThan(20);
    assertThat(start.output())
        .startsWith("Hushkey does not start in the profile staging: ")
        .contains(mistakes.keySet())
        .contains("QUARKUS_SWAGGER_UI_ALWAYS_INCLUDE")
        .contains("smallrye.config.locations", "names /nowhere.properties, which does not exist")
        .contains("SMALLRYE_CONFIG_SOURCE_FILE_LOCATIONS", "keystore.p12 is not text in UTF-8")
        .doesNotContain("hunter2", "change-me", "Exception", "\tat ");
  }

  private record Ended(int exitCode, String output) {}

  private Ended start(Map<String, String> config, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path settings =
        Files.writeString(
            directory.resolve("hushkey.properties"),
            config.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n")));
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            Path.of("target/quarkus-app/quarkus-run.jar").toString());
    command.environment().putAll(environment);
    command.environment().put("QUARKUS_PROFILE", PROFILE);
    command.environment().put("SMALLRYE_CONFIG_LOCATIONS", settings + ",/nowhere.properties");
    Path output = directory.resolve("output");
    Process process = command.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
