package dev.hushkey.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.keycloak.KeycloakServer;
import dev.hushkey.stack.process.Http;
import dev.hushkey.stack.process.StackCertificates;
import dev.hushkey.testing.TestCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

/** The services speak TLS with a certificate of the stack's own authority, and of no other. */
class StackTlsIT {

  private static final String IN_USE =
      "select ssl and version = 'TLSv1.3' as tls from pg_stat_ssl where pid = pg_backend_pid()";

  @TempDir static Path files;
  private static Path foreign;

  private final LocalStack stack = TestStack.current();
  private final Path ours = stack.certificates().authority();

  @BeforeAll
  static void makeAnotherAuthority() throws Exception {
    foreign = TestCertificate.make(files, "foreign").certificate();
  }

  @Test
  void postgres_overJdbc_isVerifiedByOurAuthority_andByNoOther() throws SQLException {
    String url = stack.postgres().jdbcUrlTls("postgres");
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(IN_USE)) {
      assertThat(row.next() && row.getBoolean("tls")).isTrue();
    }
    assertThatThrownBy(() -> connect(url.replace(ours.toString(), foreign.toString())))
        .hasRootCauseMessage("unable to find valid certification path to requested target");
  }

  private Connection connect(String url) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", "keycloak");
    login.setProperty("password", stack.postgres().password("keycloak"));
    return new Driver().connect(url.replace("/postgres", "/keycloak"), login);
  }

  @Test
  void postgres_overTheReactiveClient_isVerifiedByOurAuthority_andByNoOther() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      assertThat(isTls(vertx, ours)).isTrue();
      assertThatThrownBy(() -> isTls(vertx, foreign)).hasRootCauseMessage("SSL handshake failed");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private boolean isTls(Vertx vertx, Path authority) throws Exception {
    PgConnectOptions options =
        PgConnectOptions.fromUri(stack.postgres().reactiveUrl("keycloak"))
            .setUser("keycloak")
            .setPassword(stack.postgres().password("keycloak"))
            .setSslMode(SslMode.VERIFY_FULL)
            .setTrustOptions(new PemTrustOptions().addCertPath(authority.toString()));
    options.setHostnameVerificationAlgorithm("HTTPS");
    return PgConnection.connect(vertx, options)
        .compose(
            connection ->
                connection
                    .query(IN_USE)
                    .execute()
                    .map(rows -> rows.iterator().next())
                    .map((Row row) -> row.getBoolean("tls")))
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @Test
  void openBao_isVerifiedByOurAuthority_andByNoOther() throws Exception {
    assertVerified(stack.openBao().tlsAddress() + "/v1/sys/health");
  }

  @Test
  void keycloak_isVerifiedByOurAuthority_andByNoOther() throws Exception {
    assertVerified(stack.keycloak().tlsAddress() + "/health/ready");
  }

  private void assertVerified(String url) throws Exception {
    for (String host : List.of("127.0.0.1", "localhost")) {
      assertThat(get(url.replace("127.0.0.1", host), ours)).isNotEmpty();
    }
    assertThatThrownBy(() -> get(url, foreign)).isInstanceOf(SSLHandshakeException.class);
  }

  private static String get(String url, Path authority) throws IOException, InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(StackCertificates.clientContext(authority)).build()) {
      var answer =
          client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    }
  }

  @Test
  void keycloak_namesItselfAsItIsCalled() throws Exception {
    String metadata = "/.well-known/openid-configuration";
    String plain = stack.keycloak().realm(KeycloakServer.HUSHKEY_REALM);
    String tls = stack.keycloak().tlsRealm(KeycloakServer.HUSHKEY_REALM);
    JsonNode overTls = Http.JSON.readTree(get(tls + metadata, ours));
    assertThat(overTls.at("/issuer").asText()).isEqualTo(tls);
    for (String endpoint : List.of("authorization", "token")) {
      assertThat(overTls.at("/" + endpoint + "_endpoint").asText()).startsWith(tls + "/");
    }
    JsonNode overHttp = Http.JSON.readTree(get(plain + metadata, ours));
    assertThat(overHttp.at("/issuer").asText()).isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"server.key", "store.p12", "ca.crt"})
  void files_belongToTheirOwnerOnly(String name) throws IOException {
    Path file = ours.resolveSibling(name);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void secondStart_keepsTheAuthority() throws IOException {
    String before = Files.readString(ours);
    stack.certificates().ensure();
    assertThat(Files.readString(ours)).isEqualTo(before);
  }
}
