package dev.hushkey.testing;

import static io.restassured.RestAssured.given;

import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.keycloak.KeycloakServer;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** People whom a test adds to Keycloak, with subjects that the realm's own people do not have. */
public final class FurtherPeople {

  private static final String LOGIN_CLIENT = "hushkey-login";
  private static final String MAPPER = "subject of the test";

  private FurtherPeople() {}

  /**
   * Imports a person whose id and subject is this, at most 36 characters (Keycloak's column for
   * people of its own).
   *
   * @param name what they log in with; the password is that of the stack for this name
   */
  public static void imported(String name, String id) {
    Map<String, Object> person =
        Map.of(
            "id",
            id,
            "username",
            name,
            "enabled",
            true,
            "emailVerified",
            true,
            "email",
            name + "@example.com",
            "firstName",
            "Further",
            "lastName",
            "Person",
            "groups",
            List.of("/customers"),
            "credentials",
            List.of(
                Map.of(
                    "type", "password", "value", keycloak().password(name), "temporary", false)));
    admin()
        .body(Map.of("ifResourceExists", "OVERWRITE", "users", List.of(person)))
        .post(realm() + "/partialImport")
        .then()
        .statusCode(200);
  }

  /** Lets people also come back from Keycloak to a Hushkey at this address. */
  public static void mayLogInAt(String address) {
    String clients = realm() + "/clients";
    Map<String, Object> client =
        admin().queryParam("clientId", LOGIN_CLIENT).get(clients).jsonPath().getMap("[0]");
    List<Object> redirects = new ArrayList<>((List<?>) client.get("redirectUris"));
    redirects.add(address + "/*");
    client.put("redirectUris", redirects);
    admin().body(client).put(clients + "/" + client.get("id")).then().statusCode(204);
  }

  /** How many sessions Keycloak keeps for a person. */
  public static int sessionsOf(String id) {
    return admin()
        .get(realm() + "/users/{id}/sessions", id)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getList("$")
        .size();
  }

  /**
   * Whoever logs in to our pages from now on has this subject, as a federated person would, until
   * {@link #vouchForThemselves}.
   */
  public static void vouchFor(String subject) {
    admin()
        .body(
            Map.of(
                "name",
                MAPPER,
                "protocol",
                "openid-connect",
                "protocolMapper",
                "oidc-hardcoded-claim-mapper",
                "config",
                Map.of(
                    "claim.name", "sub",
                    "claim.value", subject,
                    "jsonType.label", "String",
                    "id.token.claim", "true",
                    "access.token.claim", "true")))
        .post(mappers())
        .then()
        .statusCode(201);
  }

  /** Undoes {@link #vouchFor}. */
  public static void vouchForThemselves() {
    for (Map<String, String> mapper :
        admin().get(mappers()).then().extract().jsonPath().<Map<String, String>>getList("$")) {
      if (MAPPER.equals(mapper.get("name"))) {
        admin().delete(mappers() + "/" + mapper.get("id")).then().statusCode(204);
      }
    }
  }

  private static String mappers() {
    String client =
        admin()
            .queryParam("clientId", LOGIN_CLIENT)
            .get(realm() + "/clients")
            .then()
            .extract()
            .path("[0].id");
    return realm() + "/clients/" + client + "/protocol-mappers/models";
  }

  private static String realm() {
    return keycloak().address() + "/admin/realms/" + KeycloakServer.HUSHKEY_REALM;
  }

  private static RequestSpecification admin() {
    return given().noFilters().auth().oauth2(keycloak().adminToken()).contentType(ContentType.JSON);
  }

  private static KeycloakServer keycloak() {
    return TestStack.current().keycloak();
  }
}
