package dev.hushkey.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.keycloak.KeycloakServer;
import dev.hushkey.stack.openbao.VaultApi;
import dev.hushkey.stack.process.Http;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stack keeps what docs/local-stack.md promises. */
class LocalStackIT {
  private static final int FORBIDDEN = 403;
  private static final String CONTEXT = base64("alexa/link-1/alice");

  private final LocalStack stack = TestStack.current();

  private VaultApi asService() {
    return stack.openBao().api().with(stack.openBao().serveToken());
  }

  @Test
  void serviceLogin_encryptsAndDecrypts_withEachKeyItWasGiven() {
    for (String key : List.of("hushkey-alexa", "hushkey-signing")) {
      String ciphertext = encrypt(key, "hello").body().at("/data/ciphertext").asText();
      Map<String, String> request = Map.of("ciphertext", ciphertext, "context", CONTEXT);
      JsonNode opened = asService().require("transit/decrypt/" + key, request);
      assertThat(opened.at("/data/plaintext").asText()).isEqualTo(base64("hello"));
    }
  }

  @Test
  void serviceLogin_unknownKey_isRefusedInsteadOfCreated() {
    assertThat(encrypt("hushkey-other", "hello").status()).isEqualTo(FORBIDDEN);
  }

  @ParameterizedTest
  @CsvSource({
    "transit/keys/hushkey-alexa",
    "sys/policies/acl/hushkey-serve",
    "sys/policies/acl/root",
    "auth/approle/role/hushkey-serve",
    "sys/mounts"
  })
  void serviceLogin_readingTheSetUp_isRefused(String path) {
    assertThat(asService().get(path).status()).isEqualTo(FORBIDDEN);
  }

  @Test
  void serviceLogin_makingOrOpeningKeys_isRefused() {
    assertThat(asService().post("transit/keys/hushkey-mine", Map.of()).status())
        .isEqualTo(FORBIDDEN);
    assertThat(
            asService()
                .post("transit/keys/hushkey-alexa/config", Map.of("deletion_allowed", true))
                .status())
        .isEqualTo(FORBIDDEN);
  }

  @Test
  void provisionToken_usingAKey_isRefused() {
    VaultApi provision = stack.openBao().api().with(stack.openBao().provisionToken());
    Map<String, String> request = Map.of("plaintext", base64("hello"), "context", CONTEXT);
    assertThat(provision.post("transit/encrypt/hushkey-alexa", request).status())
        .isEqualTo(FORBIDDEN);
  }

  @Test
  void tokensOnDisk_noneIsRoot() throws IOException {
    int tokens = 0;
    for (Path file : files(stack.state().directory("secrets"))) {
      VaultApi api = stack.openBao().api().with(Files.readString(file).strip());
      Http.Answer self = api.get("auth/token/lookup-self");
      if (self.succeeded()) {
        tokens++;
        assertThat(self.body().at("/data/policies").toString()).doesNotContain("root");
      }
    }
    // the provisioning token can look itself up, so the loop above does find tokens
    assertThat(tokens).isPositive();
  }

  @Test
  void filesWithSecrets_areReadableByTheirOwnerOnly() throws IOException {
    for (String directory : List.of("secrets", "run", "log")) {
      for (Path file : files(stack.state().directory(directory))) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .endsWith("------");
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stack.state().root())))
        .isEqualTo("rwx------");
  }

  @ParameterizedTest
  @CsvSource({"camera-backend,camera-backend", "alexa-skill,skill", "hushkey-admin,admin"})
  void serviceAccount_token_carriesItsRoleAndOurAudience(String client, String role)
      throws IOException {
    JsonNode claims = claims(stack.keycloak().serviceToken(client));
    assertThat(claims.at("/realm_access/roles").toString()).contains('"' + role + '"');
    assertThat(claims.at("/aud").toString()).contains("\"hushkey-api\"");
    assertThat(claims.at("/iss").asText())
        .isEqualTo(stack.keycloak().realm(KeycloakServer.HUSHKEY_REALM));
  }

  @Test
  void commandLineClient_asksForADeviceCode_getsOne() {
    String url =
        stack.keycloak().realm(KeycloakServer.HUSHKEY_REALM)
            + "/protocol/openid-connect/auth/device";
    JsonNode answer = Http.form(url, Map.of("client_id", "hushkey-cli")).orFail("device code");
    assertThat(answer.at("/user_code").asText()).isNotEmpty();
  }

  @Test
  void sealedVault_encrypting_isUnavailableUntilUnsealed() {
    VaultApi service = asService();
    Map<String, String> request = Map.of("plaintext", base64("hello"), "context", CONTEXT);
    stack.openBao().seal();
    try {
      assertThat(service.post("transit/encrypt/hushkey-alexa", request).status()).isEqualTo(503);
    } finally {
      stack.openBao().unseal();
    }
    assertThat(service.post("transit/encrypt/hushkey-alexa", request).succeeded()).isTrue();
  }

  @Test
  void postgresKilledWithoutWarning_startedAgain_hasAllThatWasCommitted() throws SQLException {
    String database = "survivor";
    stack.postgres().dropDatabase(database);
    stack.postgres().ensureDatabase(database, LocalStack.HUSHKEY);
    stack.postgres().execute(database, "create table kept as select 42 as answer");

    stack.postgres().kill();
    assertThat(stack.postgres().isHealthy()).isFalse();
    stack.postgres().start();

    try (Connection connection = stack.postgres().connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select answer from kept")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(42);
    }
    stack.postgres().dropDatabase(database);
  }

  @Test
  void dump_ofADatabase_showsItsContent() {
    String database = "dumped";
    stack.postgres().dropDatabase(database);
    stack.postgres().ensureDatabase(database, LocalStack.HUSHKEY);
    stack.postgres().execute(database, "create table planted as select 'needle-4711' as text");
    assertThat(stack.postgres().dump(database)).contains("needle-4711");
    stack.postgres().dropDatabase(database);
  }

  private Http.Answer encrypt(String key, String plaintext) {
    Map<String, String> request = Map.of("plaintext", base64(plaintext), "context", CONTEXT);
    return asService().post("transit/encrypt/" + key, request);
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static JsonNode claims(String token) throws IOException {
    return Http.JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
