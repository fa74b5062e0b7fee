package dev.hushkey.flow.examples;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.keycloak.KeycloakServer;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code docs/install.md} has an operator import makes a realm that Hushkey can use. */
class ExampleRealmIT {

  private static final Path EXAMPLE = Path.of("examples/keycloak/hushkey.json");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REALM = "example-" + UUID.randomUUID();

  private static KeycloakServer keycloak;

  @BeforeAll
  static void anEmptyRealmWithTheExample() throws IOException {
    keycloak = TestStack.current().keycloak();
    admin()
        .body(Map.of("realm", REALM, "enabled", true))
        .post(keycloak.address() + "/admin/realms")
        .then()
        .statusCode(201);
    importExample().then().statusCode(200).body("added", equalTo(13), "skipped", equalTo(0));
  }

  @AfterAll
  static void realmGoes() {
    admin().delete(realm()).then().statusCode(204);
  }

  @Test
  void importedTwiceItChangesNothing() throws IOException {
    String before = secret("camera-backend");

    importExample().then().statusCode(200).body("added", equalTo(0), "overwritten", equalTo(0));

    assertThat(secret("camera-backend")).isEqualTo(before);
  }

  @Test
  void eachServiceHasItsOwnRoleAndOurAudience() throws IOException {
    assertThat(rolesOf("camera-backend")).contains("camera-backend").doesNotContain("skill");
    assertThat(rolesOf("security-tool"))
        .contains("security-tool")
        .doesNotContain("admin", "skill", "camera-backend");
    assertThat(rolesOf("alexa-skill")).contains("skill").doesNotContain("camera-backend");
  }

  @Test
  void peopleComeBackToOurOwnAddressOnly() {
    assertThat(logInPage("https://link.example.com/account/login")).isEqualTo(200);
    assertThat(logInPage("https://link.example.com/account/elsewhere")).isEqualTo(400);
    assertThat(logInPage("https://thief.example/account/login")).isEqualTo(400);
  }

  @Test
  void itsAddressesAreThoseThatHushkeyUses() throws IOException {
    assertThat(Files.readString(EXAMPLE))
        .contains("https://link.example.com" + AccountPaths.LOGGED_OUT + "\"")
        .contains(
            "https://link.example.com" + setting("quarkus.oidc.login.authentication.redirect-path"))
        .contains(
            "https://link.example.com" + setting("quarkus.oidc.login.logout.backchannel.path"));
  }

  @Test
  void noSecretIsInTheExample() throws IOException {
    for (JsonNode client : JSON.readTree(EXAMPLE.toFile()).get("clients")) {
      assertThat(client.has("secret")).as(client.get("clientId").asText()).isFalse();
    }
    assertThat(secret("hushkey-login")).as("made by Keycloak").hasSizeGreaterThanOrEqualTo(32);
  }

  private static String setting(String name) throws IOException {
    Properties settings = new Properties();
    try (Reader file =
        Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
      settings.load(file);
    }
    return settings.getProperty(name);
  }

  private static int logInPage(String redirectUri) {
    return given()
        .noFilters()
        .queryParam("client_id", "hushkey-login")
        .queryParam("response_type", "code")
        .queryParam("scope", "openid")
        .queryParam("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        .queryParam("code_challenge_method", "S256")
        .queryParam("redirect_uri", redirectUri)
        .get(keycloak.realm(REALM) + "/protocol/openid-connect/auth")
        .statusCode();
  }

  private static String rolesOf(String client) throws IOException {
    String token =
        given()
            .noFilters()
            .formParam("grant_type", "client_credentials")
            .formParam("client_id", client)
            .formParam("client_secret", secret(client))
            .post(keycloak.tokenEndpoint(REALM))
            .then()
            .statusCode(200)
            .extract()
            .path("access_token");
    JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    assertThat(claims.get("aud").toString()).contains("\"hushkey-api\"");
    return claims.at("/realm_access/roles").toString();
  }

  private static String secret(String client) {
    String id =
        admin()
            .queryParam("clientId", client)
            .get(realm() + "/clients")
            .then()
            .extract()
            .path("[0].id");
    return admin()
        .get(realm() + "/clients/" + id + "/client-secret")
        .then()
        .extract()
        .path("value");
  }

  private static Response importExample() throws IOException {
    ObjectNode example = (ObjectNode) JSON.readTree(Files.readString(EXAMPLE));
    return admin()
        .body(example.put("ifResourceExists", "SKIP").toString())
        .post(realm() + "/partialImport");
  }

  private static String realm() {
    return keycloak.address() + "/admin/realms/" + REALM;
  }

  private static RequestSpecification admin() {
    return given().noFilters().auth().oauth2(keycloak.adminToken()).contentType(ContentType.JSON);
  }
}
